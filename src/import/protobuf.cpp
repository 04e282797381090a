#include "import/protobuf.h"

#include "core/check.h"

namespace alexnet {

void ProtobufReader::fail(const char* what) const {
  throw_error("{}: not a file of Caffe's, or damaged: {} at byte {}", file_, what,
              rest_.data() - begin_);
}

std::span<const std::uint8_t> ProtobufReader::take(std::uint64_t size) {
  if (size > rest_.size()) fail("it ends within a field");
  const std::span<const std::uint8_t> taken = rest_.first(std::size_t(size));
  rest_ = rest_.subspan(std::size_t(size));
  return taken;
}

std::uint64_t ProtobufReader::read_varint() {
  std::uint64_t value = 0;
  for (int shift = 0; shift < 70; shift += 7) {
    const std::uint8_t byte = take(1)[0];
    if (shift == 63 && byte > 1) break;  // one bit is left of 64
    value |= std::uint64_t(byte & 0x7f) << shift;
    if (byte < 0x80) return value;
  }
  fail("a number has more than 64 bits");
}

std::optional<ProtobufField> ProtobufReader::next() {
  if (rest_.empty()) return std::nullopt;
  const std::uint64_t key = read_varint();
  ProtobufField field;
  field.number = key >> 3;
  field.type = ProtobufField::Type(key & 7);
  if (field.number == 0) fail("a field has number 0");
  switch (field.type) {
    case ProtobufField::varint:
      field.value = read_varint();
      break;
    case ProtobufField::eight_bytes:
      field.content = take(8);
      break;
    case ProtobufField::bytes:
      field.content = take(read_varint());
      break;
    case ProtobufField::four_bytes:
      field.content = take(4);
      break;
    default:
      fail("a field has an unknown type");
  }
  return field;
}

ProtobufReader ProtobufReader::inside(const ProtobufField& field) const {
  ProtobufReader reader(file_, field.content);
  reader.begin_ = begin_;
  return reader;
}

std::optional<std::uint64_t> ProtobufReader::next_packed() {
  if (rest_.empty()) return std::nullopt;
  return read_varint();
}

}  // namespace alexnet
