#include "data/data_request.h"

#include "core/file.h"

namespace alexnet {

std::string absolute_data_path(const std::string& data) {
  if (data == "drawn") return data;
  const Path path = std::filesystem::absolute(data).lexically_normal();
  return (path.has_filename() ? path : path.parent_path()).string();  // "mnist/"
}

}  // namespace alexnet
