#pragma once
#include <imgui.h>

#include "core/image.h"

namespace alexnet::viewer::gl {

/// A texture whose pixels stay sharp when it is enlarged. Needs a current context.
ImTextureID make_texture(const Image& image);
void delete_texture(ImTextureID texture);

}  // namespace alexnet::viewer::gl
