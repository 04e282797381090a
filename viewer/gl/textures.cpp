#include "viewer/gl/textures.h"

#include "viewer/gl/glad.h"

namespace alexnet::viewer::gl {

ImTextureID make_texture(const Image& image) {
  GLuint texture = 0;
  glGenTextures(1, &texture);
  glBindTexture(GL_TEXTURE_2D, texture);
  glTexParameteri(GL_TEXTURE_2D, GL_TEXTURE_MIN_FILTER, GL_NEAREST);
  glTexParameteri(GL_TEXTURE_2D, GL_TEXTURE_MAG_FILTER, GL_NEAREST);
  glTexParameteri(GL_TEXTURE_2D, GL_TEXTURE_WRAP_S, GL_CLAMP_TO_EDGE);
  glTexParameteri(GL_TEXTURE_2D, GL_TEXTURE_WRAP_T, GL_CLAMP_TO_EDGE);
  glPixelStorei(GL_UNPACK_ALIGNMENT, 1);  // rows of three-byte pixels may have any length
  glTexImage2D(GL_TEXTURE_2D, 0, GL_RGB8, image.width, image.height, 0, GL_RGB, GL_UNSIGNED_BYTE,
               image.rgb.data());
  return (ImTextureID)(std::uintptr_t)texture;
}

void delete_texture(ImTextureID texture) {
  const GLuint name = GLuint((std::uintptr_t)texture);
  glDeleteTextures(1, &name);
}

}  // namespace alexnet::viewer::gl
