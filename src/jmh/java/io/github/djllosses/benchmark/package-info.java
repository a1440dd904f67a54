/** What a step costs: the losses beside DJL's own, straightforward ports and PyTorch's kernels. */
package io.github.djllosses.benchmark;
