#include "core/safetensors.h"

#include <fstream>

#include "support/compare.h"
#include "support/temp_folder.h"
#include "support/tensors.h"

using namespace alexnet;
using namespace alexnet::test;

namespace {

/// The bytes of a file: length of the header, header, data.
std::string file_of(const std::string& header, const std::string& data = "") {
  const std::uint64_t length = header.size();
  return std::string(reinterpret_cast<const char*>(&length), 8) + header + data;
}

/// Writes bytes without waiting for the disk: write_file() waits, and so do some file systems when
/// an existing file is emptied first.
void write_raw(const Path& path, const std::string& bytes) {
  std::filesystem::remove(path);
  std::ofstream(path, std::ios::binary) << bytes;
}

/// A header with one tensor of that type, shape and offsets.
std::string one(const std::string& dtype, const std::string& shape, const std::string& offsets) {
  return R"({"a":{"dtype":)" + dtype + R"(,"shape":)" + shape + R"(,"data_offsets":)" + offsets +
         "}}";
}
std::string floats(const std::string& shape, const std::string& offsets) {
  return one(R"("F32")", shape, offsets);
}

/// A header with two tensors of two floats each.
std::string two(const std::string& offsets_a, const std::string& offsets_b) {
  return R"({"a":{"dtype":"F32","shape":[2],"data_offsets":)" + offsets_a +
         R"(},"b":{"dtype":"F32","shape":[2],"data_offsets":)" + offsets_b + "}}";
}

const std::string k8(8, 'x'), k16(16, 'x');  // data

}  // namespace

TEST_CASE("safetensors: what is saved is read back, bit for bit, with its metadata") {
  const TempFolder folder;
  const Tensor filters = random_tensor("filters", Shape::filters(4, 3, 5, 5));
  const Tensor matrix = random_tensor("matrix", Shape::matrix(7, 11));
  const Tensor list = random_tensor("list", Shape::vector(13));
  const Metadata metadata = {
      {"variant", "paper"}, {"classes", "cat,\"dog\",\nZürich \\"}, {"", ""}};
  const std::vector<NamedTensor> tensors = {
      {"conv1a.weight", filters, 4}, {"fc6a.weight", matrix, 2}, {"conv1a.bias", list, 1}};
  save_safetensors(folder / "a.safetensors", tensors, metadata);
  CHECK(folder.entries() == 1);

  const SafetensorsFile file(folder / "a.safetensors");
  CHECK(file.path() == folder / "a.safetensors");
  CHECK(file.metadata() == metadata);
  CHECK(file.metadata("variant") == "paper");
  CHECK(file.tensors().size() == 3);
  CHECK((file.contains("conv1a.weight") && !file.contains("conv1b.weight")));
  CHECK(file.info("conv1a.weight").shape == std::vector<std::int64_t>{4, 3, 5, 5});
  CHECK(file.info("fc6a.weight").shape == std::vector<std::int64_t>{7, 11});
  CHECK(file.info("conv1a.bias").shape == std::vector<std::int64_t>{13});
  for (const NamedTensor& tensor : tensors) {
    INFO(tensor.name);
    Output read(tensor.view.shape);
    file.read(tensor.name, read);
    CHECK_CLOSE(read, tensor.view, exact());
    CHECK(file.info(tensor.name).dtype == DType::f32);
    CHECK(file.info(tensor.name).size_bytes() == tensor.view.shape.size() * 4);
    // Floats can be read where they are mapped.
    CHECK(reinterpret_cast<std::uintptr_t>(file.bytes(tensor.name, DType::f32).data()) % 4 == 0);
  }
}

TEST_CASE("safetensors: a tensor saved as halfs is read back as floats, each the nearest half") {
  const TempFolder folder;
  const Tensor tensor = tensor_of(Shape::matrix(2, 3), {0.1f, -2, 65504, 1e-9f, 0.3333f, -0.0f});
  const std::vector<NamedTensor> tensors = {{"t", tensor, 2, DType::f16}};
  save_safetensors(folder / "a", tensors, {});
  const SafetensorsFile file(folder / "a");
  CHECK(file.info("t").dtype == DType::f16);
  CHECK(file.info("t").count() == 6);
  CHECK(file.info("t").size_bytes() == 12);
  Output read(tensor.shape());
  file.read("t", read);
  const Tensor halfs =
      tensor_of(Shape::matrix(2, 3), {0.0999755859375f, -2, 65504, 0, 0.333251953125f, 0});
  CHECK_CLOSE(read, halfs, exact());
  CHECK_ERROR(file.read("t", Output(Shape::matrix(3, 2))), "'t'", "(2, 3)");
  CHECK_ERROR(file.bytes("t", DType::f32), "type F16, expected F32");
  const Tensor large = tensor_of(Shape::vector(1), {65520});
  CHECK_ERROR(
      save_safetensors(folder / "b", std::vector<NamedTensor>{{"large", large, 1, DType::f16}}, {}),
      "'large'", "65520", "65504");
}

TEST_CASE("safetensors: the first tensor begins at a multiple of 64 bytes") {
  const TempFolder folder;
  const Tensor tensor = random_tensor("t", Shape::vector(3));
  for (int letters = 0; letters < 70; letters += 5) {
    const std::string name(std::size_t(letters), 'n');
    save_safetensors(folder / "a", std::vector<NamedTensor>{{name, tensor, 1}}, {});
    const std::size_t size = read_file(folder / "a").size();
    CHECK((size - 12) % 64 == 0);
    Output read(tensor.shape());
    SafetensorsFile(folder / "a").read(name, read);
    CHECK_CLOSE(read, tensor, exact());
  }
}

TEST_CASE("safetensors: every type is written in parts, in any order, and read back") {
  const TempFolder folder;
  SafetensorsWriter writer(folder / "a",
                           {{"images", DType::u8, {2, 3}},
                            {"labels", DType::i32, {2}},
                            {"halves", DType::f16, {3}},
                            {"nothing", DType::f32, {0, 5}},
                            {"one", DType::f32, {}}},
                           {});
  writer.write("labels", 4, "fghi", 4);
  writer.write("one", 0, "1234", 4);
  writer.write("images", 2, "cdef", 4);
  writer.write("halves", 0, "ABCDEF", 6);
  writer.write("labels", 0, "bcde", 4);
  writer.write("images", 0, "ab", 2);
  CHECK(!std::filesystem::exists(folder / "a"));
  writer.finish();

  const SafetensorsFile file(folder / "a");
  const auto text = [&](const char* name, DType dtype) {
    const std::span<const std::uint8_t> bytes = file.bytes(name, dtype);
    return std::string(bytes.begin(), bytes.end());
  };
  CHECK(text("images", DType::u8) == "abcdef");
  CHECK(text("labels", DType::i32) == "bcdefghi");
  CHECK(text("halves", DType::f16) == "ABCDEF");
  CHECK(text("nothing", DType::f32).empty());
  CHECK(text("one", DType::f32) == "1234");
  CHECK(file.info("one").shape.empty());
}

TEST_CASE("safetensors: a writer does not write beyond the end of a tensor") {
  const TempFolder folder;
  SafetensorsWriter writer(folder / "a", {{"images", DType::u8, {6}}}, {});
  CHECK_ERROR(writer.write("images", 3, "abcd", 4), "6 and 7");
}

TEST_CASE("safetensors: a writer knows what was declared, once") {
  const TempFolder folder;
  const SafetensorsInfo images = {"images", DType::u8, {6}};
  SafetensorsWriter writer(folder / "a", {images}, {});
  CHECK_ERROR(writer.write("labels", 0, "a", 1), "'labels' was not declared");
  CHECK_ERROR(SafetensorsWriter(folder / "b", {images, images}, {}), "'images'");
}

TEST_CASE("safetensors: a file that is not finished does not appear") {
  const TempFolder folder;
  { const SafetensorsWriter writer(folder / "a", {{"images", DType::u8, {6}}}, {}); }
  CHECK(folder.entries() == 0);
}

TEST_CASE("safetensors: a name of any bytes can be written") {
  const TempFolder folder;
  save_safetensors(folder / "a", {}, {{"classes", "caf\xe9"}});  // not UTF-8
  CHECK_THAT(SafetensorsFile(folder / "a").metadata("classes"), contains("caf"));
}

TEST_CASE("safetensors: extents beyond the rank must be 1") {
  const TempFolder folder;
  const Tensor tensor("t", {2, 3, 1, 1});
  CHECK_ERROR(save_safetensors(folder / "a", std::vector<NamedTensor>{{"t", tensor, 1}}, {}),
              "3 and 1");
}

TEST_CASE("safetensors: asking for what the file does not hold is refused with its name") {
  const TempFolder folder;
  const Path path = folder / "a.safetensors";
  write_raw(path, file_of(two("[0,8]", "[8,16]"), k16));
  const SafetensorsFile file(path);
  Output read(Shape::vector(2)), longer(Shape::vector(3)), five({2, 1, 1, 2});
  CHECK_ERROR(file.metadata("variant"), path, "'variant'");
  CHECK_ERROR(file.info("c"), path, "no tensor 'c'");
  CHECK_ERROR(file.read("c", read), path, "no tensor 'c'");
  CHECK_ERROR(file.bytes("a", DType::u8), path, "'a'", "F32", "U8");
  CHECK_ERROR(file.read("a", longer), path, "'a'", "(2)", "expected (3)");
  CHECK_ERROR(file.read("a", five), path, "expected (2, 1, 1, 2)");
  write_raw(path, file_of(one(R"("I32")", "[2]", "[0,8]"), k8));
  CHECK_ERROR(SafetensorsFile(path).read("a", read), path, "I32", "F32");
  write_raw(path, file_of(floats("[2,1,1,1,1]", "[0,8]"), k8));
  CHECK_ERROR(SafetensorsFile(path).read("a", read), path, "(2, 1, 1, 1, 1)");
}

TEST_CASE("safetensors: a file without any tensor is one") {
  const TempFolder folder;
  write_raw(folder / "a", file_of("{}"));
  CHECK(SafetensorsFile(folder / "a").tensors().empty());
  write_raw(folder / "a", file_of("{}   \n  "));  // Python pads with spaces
  CHECK(SafetensorsFile(folder / "a").tensors().empty());
}

TEST_CASE("safetensors: a damaged file is refused, with its name and what is wrong") {
  const std::string length_2_63 = std::string(7, '\0') + "\x80";
  const struct {
    const char* why;
    std::string contents;
    const char* message;
  } cases[] = {
      {"empty", "", "found 0 bytes"},
      {"seven bytes", "1234567", "found 7 bytes"},
      {"nothing but a length", std::string("\x02\0\0\0\0\0\0\0", 8), "a header of 2 bytes"},
      {"a header longer than the file", file_of("{}").substr(0, 9), "a header of 2 bytes"},
      {"a header of 2^63 bytes", length_2_63 + "{}", "a header of 9223372036854775808 bytes"},
      {"a header of 2^64 - 1 bytes", std::string(8, '\xff') + "{}", "18446744073709551615 bytes"},
      {"an empty header", file_of(""), "not a JSON object"},
      {"no JSON", file_of("hello"), "not a JSON object"},
      {"JSON that stops half way", file_of(R"({"a":{"dtype")"), "not a JSON object"},
      {"JSON and more", file_of("{} {}"), "not a JSON object"},
      {"a JSON array", file_of("[]"), "not a JSON object"},
      {"text that is not UTF-8", file_of("{\"\xff\":1}"), "not a JSON object"},
      {"an entry that is no object", file_of(R"({"a":[0,8]})", k8), "expected dtype, shape"},
      {"no type", file_of(R"({"a":{"shape":[2],"data_offsets":[0,8]}})", k8), "expected dtype"},
      {"no shape", file_of(R"({"a":{"dtype":"F32","data_offsets":[0,8]}})", k8), "expected dtype"},
      {"no offsets", file_of(R"({"a":{"dtype":"F32","shape":[2]}})", k8), "expected dtype"},
      {"one offset", file_of(floats("[2]", "[8]"), k8), "two data_offsets"},
      {"three offsets", file_of(floats("[2]", "[0,4,8]"), k8), "two data_offsets"},
      {"offsets that are no list", file_of(floats("[2]", "8"), k8), "two data_offsets"},
      {"a shape that is no list", file_of(floats("2", "[0,8]"), k8), "expected dtype"},
      {"a type that is no text", file_of(one("32", "[2]", "[0,8]"), k8), "expected dtype"},
      {"a type of ours that is not", file_of(one(R"("F64")", "[1]", "[0,8]"), k8), "type F64"},
      {"a type in small letters", file_of(one(R"("f32")", "[2]", "[0,8]"), k8), "type f32"},
      {"a negative extent", file_of(floats("[-2]", "[0,8]"), k8), "not a whole number"},
      {"a fractional extent", file_of(floats("[2.0]", "[0,8]"), k8), "not a whole number"},
      {"an extent that is text", file_of(floats(R"(["2"])", "[0,8]"), k8), "not a whole number"},
      {"an extent of 2^31", file_of(floats("[2147483648]", "[0,8]"), k8), "too large"},
      {"an extent of 2^64", file_of(floats("[18446744073709551616]", "[0,8]"), k8), "not a whole"},
      {"a product of 2^64", file_of(floats("[65536,65536,65536,65536]", "[0,0]")), "more bytes"},
      {"a product of 2^64 + 2", file_of(floats("[65536,65536,65536,65537]", "[0,8]"), k8), "more"},
      {"more than there is", file_of(floats("[3]", "[0,8]"), k8), "more bytes"},
      {"nothing, but offsets", file_of(floats("[0,2]", "[0,8]"), k8), "do not fit its shape"},
      {"less than the offsets say", file_of(floats("[1]", "[0,8]"), k8), "do not fit its shape"},
      {"a type too narrow", file_of(one(R"("U8")", "[2]", "[0,8]"), k8), "do not fit its shape"},
      {"offsets the wrong way round", file_of(floats("[2]", "[8,0]"), k8), "outside the file"},
      {"offsets beyond the end", file_of(floats("[2]", "[8,16]"), k8), "outside the file"},
      {"a negative offset", file_of(floats("[2]", "[-8,0]"), k8), "offset is not a whole"},
      {"a fractional offset", file_of(floats("[2]", "[0.0,8]"), k8), "offset is not a whole"},
      {"offsets near 2^64",
       file_of(floats("[2]", "[18446744073709551608,18446744073709551615]"), k8), "outside"},
      {"the same place twice", file_of(two("[0,8]", "[0,8]"), k8), "overlap"},
      {"an overlap", file_of(two("[0,8]", "[4,12]"), k16), "overlap"},
      {"a gap between", file_of(two("[0,8]", "[12,20]"), k16 + "xxxx"), "gap"},
      {"a gap before", file_of(floats("[2]", "[8,16]"), k16), "begins at byte 8, expected 0"},
      {"bytes after the last tensor", file_of(floats("[2]", "[0,8]"), k8 + "x"), "found 9"},
      {"bytes but no tensor", file_of("{}", "x"), "expected 0 bytes of tensors, found 1"},
      {"metadata that is a list", file_of(R"({"__metadata__":["a"]})"), "__metadata__"},
      {"metadata that is a number", file_of(R"({"__metadata__":{"epoch":3}})"), "'epoch'"},
  };
  const TempFolder folder;
  const Path path = folder / "a.safetensors";
  for (const auto& c : cases) {
    INFO(c.why);
    write_raw(path, c.contents);
    CHECK_ERROR(SafetensorsFile(path), path, c.message);
  }
  CHECK_ERROR(SafetensorsFile(folder / "missing"), folder / "missing");
  CHECK_ERROR(SafetensorsFile(folder.path()), folder.path());
}

TEST_CASE("safetensors: a file cut off anywhere is refused") {
  const TempFolder folder;
  const std::string whole = file_of(two("[0,8]", "[8,16]"), k16);
  for (std::size_t size = 0; size < whole.size(); ++size) {
    INFO(size << " of " << whole.size() << " bytes");
    write_raw(folder / "a", whole.substr(0, size));
    CHECK_ERROR(SafetensorsFile(folder / "a"), folder / "a");
  }
}

TEST_CASE("safetensors: whatever byte is wrong, a file is read or refused with its name") {
  const TempFolder folder;
  const std::string whole = file_of(
      R"({"__metadata__":{"k":"v"},"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}})", k8);
  int refused = 0;
  for (std::size_t at = 0; at < whole.size() - 8; ++at)
    for (char wrong : {'\0', '\xff', '"', '9', '-'}) {
      std::string damaged = whole;
      damaged[at] = wrong;
      write_raw(folder / "a", damaged);
      try {
        const SafetensorsFile file(folder / "a");
        for (const SafetensorsInfo& info : file.tensors()) file.bytes(info.name, info.dtype);
      } catch (const Error& error) {
        ++refused;
        INFO("byte " << at << " is " << int(wrong) << ": " << error.what());
        CHECK(std::string(error.what()).find(folder.path().string()) == 0);
      }
    }
  CHECK(refused > 300);
}
