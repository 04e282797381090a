#include <algorithm>

#include "core/check.h"
#include "support/pen.h"

// A letter is a few strokes between points of a grid, five wide and nine high: "0608" leads from
// column 0, row 6, up to row 8; a space lifts the pen; a point by itself is a dot. Letters stand on
// row 2, small ones reach to row 6, capitals to row 8, and tails hang down to row 0.
namespace alexnet::course {
namespace {

constexpr double kStep = 1.5, kThickness = 1.3;             // pixels: of the grid; of a stroke
constexpr double kGap = 1.6 * kStep, kSpace = 2.6 * kStep;  // between letters; a space

struct Letter {
  char sign;
  std::string_view strokes;
};

// clang-format off
constexpr Letter kLetters[] = {
    {'a', "3526160503122233 3632"}, {'b', "0802 0516263533221203"}, {'c', "3526160503122233"},
    {'d', "3832 3526160503122233"}, {'e', "04343526160503122233"}, {'f', "281712 0626"},
    {'g', "3526160503122233 3631201001"}, {'h', "0802 0516263532"}, {'i', "0602 08"},
    {'j', "161100 18"}, {'k', "0802 3603 1432"}, {'l', "080312"}, {'m', "0602 05162522 25364542"},
    {'n', "0602 0516263532"}, {'o', "051626353322120305"}, {'p', "0600 0516263533221203"},
    {'q', "3630 3526160503122233"}, {'r', "0602 051626"}, {'s', "35261605142433221203"},
    {'t', "181322 0626"}, {'u', "0603122233 3632"}, {'v', "062246"}, {'w', "0612253246"},
    {'x', "0632 0236"}, {'y', "0622 4610"}, {'z', "06360232"},
    {'A', "022842 1434"}, {'B', "02082837362505 2534332202"}, {'C', "4738180703123243"},
    {'D', "02082846442202"}, {'E', "38080232 0525"}, {'F', "380802 0525"},
    {'G', "47381807031232434525"}, {'H', "0208 4248 0545"}, {'I', "0208"}, {'J', "3833221203"},
    {'K', "0208 4804 1542"}, {'L', "080232"}, {'M', "0208254842"}, {'N', "02084248"},
    {'O', "183847433212030718"}, {'P', "02082837362505"}, {'Q', "183847433212030718 2442"},
    {'R', "02082837362505 1532"}, {'S', "372818070615253433221203"}, {'T', "0848 2822"},
    {'U', "080312324348"}, {'V', "082248"}, {'W', "0812263248"}, {'X', "0842 0248"},
    {'Y', "0825 4825 2522"}, {'Z', "08480242"},
    {'0', "182837332212030718"}, {'1', "071812 0222"}, {'2', "07182837360232"},
    {'3', "0718283736253433221203 1525"}, {'4', "22280434"}, {'5', "380805253433221203"},
    {'6', "3728180703122233342505"}, {'7', "083812"}, {'8', "25150607182837362534332212030415"},
    {'9', "0312223337281807061535"},
    {'.', "02"}, {',', "1201"}, {'\'', "0807"}, {':', "02 05"}, {';', "1201 15"}, {'-', "0535"},
    {'+', "0545 2327"}, {'=', "0434 0636"}, {'/', "0248"}, {'%', "0248 0818170708 3343423233"}, {'(', "18070312"},
    {')', "08171302"}, {'<', "360432"}, {'>', "063402"}, {'_', "0141"}};
// clang-format on

std::string_view strokes_of(char sign) {
  const auto* found = std::find_if(std::begin(kLetters), std::end(kLetters),
                                   [&](const Letter& letter) { return letter.sign == sign; });
  ALEXNET_CHECK(found != std::end(kLetters), "'{}' has no strokes in chapters/support/letters.cpp",
                sign);
  return found->strokes;
}

double width_of(char sign) {
  if (sign == ' ') return kSpace;
  int columns = 0;
  bool is_column = true;  // columns and rows take turns
  for (const char digit : strokes_of(sign)) {
    if (digit == ' ') continue;
    if (is_column) columns = std::max(columns, digit - '0');
    is_column = !is_column;
  }
  return columns * kStep;
}

}  // namespace

void write(Image& sheet, double left, double top, std::string_view text, Ink ink) {
  const auto x = [&](char column) { return left + 1 + (column - '0') * kStep; };
  const auto y = [&](char row) { return top + 1 + ('8' - row) * kStep; };
  for (const char sign : text) {
    if (sign != ' ') {
      const std::string_view way = strokes_of(sign);
      for (std::size_t i = 0; i + 1 < way.size(); i += 2) {
        if (way[i] == ' ') ++i;
        const bool goes_on = i + 3 < way.size() && way[i + 2] != ' ';
        const bool came = i > 0 && way[i - 1] != ' ';
        if (goes_on)
          stroke(sheet, x(way[i]), y(way[i + 1]), x(way[i + 2]), y(way[i + 3]), ink, kThickness);
        else if (!came)
          stroke(sheet, x(way[i]), y(way[i + 1]), x(way[i]), y(way[i + 1]), ink, kThickness + 0.5);
      }
    }
    left += width_of(sign) + kGap;
  }
}

double text_width(std::string_view text) {
  double width = 0;
  for (const char sign : text) width += width_of(sign) + kGap;
  return width;
}

}  // namespace alexnet::course
