"""All public names of the engine."""

from cnnviz.engine.errors import GeometryError
from cnnviz.engine.geometry import conv2d_output, out_length, resolve_padding
from cnnviz.engine.initializers import he_normal, xavier_normal
from cnnviz.engine.metrics import accuracy, mae, mse, r2, rmse, rmsle
from cnnviz.engine.ops.activations import (
    leaky_relu,
    leaky_relu_backward,
    relu,
    relu_backward,
    sigmoid,
    sigmoid_backward,
    tanh,
    tanh_backward,
)
from cnnviz.engine.ops.avg_pool2d import avg_pool2d, avg_pool2d_backward
from cnnviz.engine.ops.batch_norm import batch_norm, batch_norm_backward
from cnnviz.engine.ops.classification_losses import (
    cross_entropy,
    cross_entropy_backward,
    nll_loss,
    nll_loss_backward,
)
from cnnviz.engine.ops.conv2d import conv2d, conv2d_backward
from cnnviz.engine.ops.conv2d_plan import Conv2dPlan
from cnnviz.engine.ops.conv_pool_batch_last import (
    conv2d_relu_pool_last,
    conv2d_relu_pool_last_backward,
    to_batch_last,
)
from cnnviz.engine.ops.conv_transpose2d import conv_transpose2d, conv_transpose2d_backward
from cnnviz.engine.ops.dropout import dropout, dropout_backward
from cnnviz.engine.ops.global_pool2d import (
    global_avg_pool2d,
    global_avg_pool2d_backward,
    global_max_pool2d,
    global_max_pool2d_backward,
)
from cnnviz.engine.ops.linear import flatten, flatten_backward, linear, linear_backward
from cnnviz.engine.ops.losses import (
    l1_loss,
    l1_loss_backward,
    mse_loss,
    mse_loss_backward,
)
from cnnviz.engine.ops.max_pool2d import max_pool2d, max_pool2d_backward
from cnnviz.engine.ops.pad import pad, pad_backward
from cnnviz.engine.ops.softmax import log_softmax, log_softmax_backward, softmax, softmax_backward
from cnnviz.engine.ops.unfold import fold, fold_backward, unfold, unfold_backward
from cnnviz.engine.ops.upsampling import (
    bed_of_nails,
    bed_of_nails_backward,
    max_unpool2d,
    max_unpool2d_backward,
    upsample_nearest,
    upsample_nearest_backward,
)
from cnnviz.engine.optimizers import SGD, AdaGrad, Adam, RMSprop
from cnnviz.engine.parallel import get_num_threads, set_num_threads

__all__ = [
    "AdaGrad",
    "Adam",
    "Conv2dPlan",
    "GeometryError",
    "RMSprop",
    "SGD",
    "accuracy",
    "avg_pool2d",
    "avg_pool2d_backward",
    "batch_norm",
    "batch_norm_backward",
    "bed_of_nails",
    "bed_of_nails_backward",
    "conv2d",
    "conv2d_backward",
    "conv2d_output",
    "conv2d_relu_pool_last",
    "conv2d_relu_pool_last_backward",
    "conv_transpose2d",
    "conv_transpose2d_backward",
    "cross_entropy",
    "cross_entropy_backward",
    "dropout",
    "dropout_backward",
    "flatten",
    "flatten_backward",
    "fold",
    "fold_backward",
    "get_num_threads",
    "global_avg_pool2d",
    "global_avg_pool2d_backward",
    "global_max_pool2d",
    "global_max_pool2d_backward",
    "he_normal",
    "l1_loss",
    "l1_loss_backward",
    "leaky_relu",
    "leaky_relu_backward",
    "linear",
    "linear_backward",
    "log_softmax",
    "log_softmax_backward",
    "mae",
    "max_pool2d",
    "max_pool2d_backward",
    "max_unpool2d",
    "max_unpool2d_backward",
    "mse",
    "mse_loss",
    "mse_loss_backward",
    "nll_loss",
    "nll_loss_backward",
    "out_length",
    "pad",
    "pad_backward",
    "r2",
    "relu",
    "relu_backward",
    "resolve_padding",
    "rmse",
    "rmsle",
    "set_num_threads",
    "sigmoid",
    "sigmoid_backward",
    "softmax",
    "softmax_backward",
    "tanh",
    "tanh_backward",
    "unfold",
    "unfold_backward",
    "to_batch_last",
    "upsample_nearest",
    "upsample_nearest_backward",
    "xavier_normal",
]
