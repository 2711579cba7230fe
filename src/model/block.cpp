#include "model/block.h"

#include "base/tap.h"
#include "base/textbook.h"
#include "base/unset_tensor.h"
#include "kernels/rows.h"
#include "model/attention.h"
#include "model/mlp.h"
#include "model/norm.h"

Tensor residual_add(const Tensor& x, const Tensor& delta) {
    expect_shape(delta, x.shape(), "residual_add");
    Tensor y = unset_tensor(x.shape());  // [T, d_model]
    if (!textbook()) {
        fast_residual_add(x, delta, y);
        return y;
    }
    //> residual  add, feature by feature
    for (int64_t t = 0; t < x.rows(); ++t) {
        for (int64_t i = 0; i < x.cols(); ++i) {
            y(t, i) = x(t, i) + delta(t, i);
        }
    }
    //< residual
    return y;
}

Tensor block(const Tensor& x, const LayerWeights& w, const Config& config, int layer, KVCache& cache) {
    //> block.attention  norm, attend, add
    Tensor attn_norm = norm(x, w.attn_norm, w.attn_norm_bias, config);  // [T, d_model]
    tap("attn.norm", layer, attn_norm);
    Tensor attn_out = attention(attn_norm, w, config, layer, cache);  // [T, d_model]
    if (config.family.norms_outputs) {
        attn_out = rms_norm(attn_out, w.attn_out_norm, config.norm_eps);
        tap("attn.post_norm", layer, attn_out);
    }
    Tensor attn_residual = residual_add(x, attn_out);  // [T, d_model]
    tap("attn.residual", layer, attn_residual);
    //< block.attention

    //> block.mlp  norm, transform each token, add
    Tensor mlp_norm = norm(attn_residual, w.mlp_norm, w.mlp_norm_bias, config);  // [T, d_model]
    tap("mlp.norm", layer, mlp_norm);
    Tensor mlp_out = mlp(mlp_norm, w, config.family, layer);  // [T, d_model]
    if (config.family.norms_outputs) {
        mlp_out = rms_norm(mlp_out, w.mlp_out_norm, config.norm_eps);
        tap("mlp.post_norm", layer, mlp_out);
    }
    Tensor mlp_residual = residual_add(attn_residual, mlp_out);  // [T, d_model]
    tap("mlp.residual", layer, mlp_residual);
    //< block.mlp
    return mlp_residual;
}
