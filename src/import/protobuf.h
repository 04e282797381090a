#pragma once
#include <cstdint>
#include <optional>
#include <span>
#include <string>

// The wire format of Protocol Buffers, as far as Caffe's files need it. A message is a sequence
// of fields, and each says only its number and how long it is; the reader knows what numbers mean.
//
//     field    key, value
//     key      varint: number << 3 | type
//     varint   7 bits a byte, lowest first; the top bit says that another byte follows
//     value    of type 0: a varint     1: 8 bytes     2: varint n, then n bytes     5: 4 bytes
//
// Texts, nested messages, and packed lists of numbers are all of type 2.
namespace alexnet {

struct ProtobufField {
  enum Type { varint = 0, eight_bytes = 1, bytes = 2, four_bytes = 5 };
  std::uint64_t number = 0;
  Type type = varint;
  std::uint64_t value = 0;                ///< of a varint
  std::span<const std::uint8_t> content;  ///< of the others

  bool is(std::uint64_t n, Type t) const { return number == n && type == t; }
};

/// Goes through the fields of a message. Trusts nothing: every length is checked before a byte is
/// looked at.
class ProtobufReader {
 public:
  /// `file` is the name for error messages.
  ProtobufReader(std::string file, std::span<const std::uint8_t> bytes)
      : file_(std::move(file)), begin_(bytes.data()), rest_(bytes) {}

  /// The next field, or none at the end.
  /// Errors: truncated; a type that is none of the four; a varint of more than 64 bits.
  std::optional<ProtobufField> next();
  /// A reader for the message nested in this field.
  ProtobufReader inside(const ProtobufField& field) const;
  /// The next number of a packed list of varints, or none at the end.
  std::optional<std::uint64_t> next_packed();

 private:
  std::uint64_t read_varint();
  std::span<const std::uint8_t> take(std::uint64_t size);
  [[noreturn]] void fail(const char* what) const;

  std::string file_;
  const std::uint8_t* begin_;  // of the file
  std::span<const std::uint8_t> rest_;
};

}  // namespace alexnet
