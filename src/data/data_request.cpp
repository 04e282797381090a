#include "data/data_request.h"

#include "core/file.h"

namespace alexnet {

std::string absolute_data_path(const std::string& data) {
  if (data == "drawn") return data;
  std::error_code unreadable;  // which whoever opens it will report
  Path path = std::filesystem::weakly_canonical(std::filesystem::absolute(data), unreadable);
  if (unreadable) path = std::filesystem::absolute(data).lexically_normal();
  return (path.has_filename() ? path : path.parent_path()).string();  // "mnist/"
}

}  // namespace alexnet
