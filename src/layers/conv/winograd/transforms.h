#pragma once
#include "core/real.h"

// Convolution with fewer multiplications (Winograd 1980; Lavin and Gray 2015, arXiv:1509.09308).
//
// Six pixels x in a row and a filter g of three taps give four outputs y, which the formula
// computes with 4 * 3 = 12 products. Six are enough. Weigh the outputs with any four numbers u and
// add them up: in u[0] y[0] + ... + u[3] y[3], pixel x[j] is multiplied by coefficient j of the
// product of two polynomials, those with the coefficients u and g. That product has six
// coefficients, so its values at six points determine it (Lagrange interpolation): at each point,
// one multiplication of u's value by g's. Read backwards, with N the polynomial that vanishes at
// all points but this one,
//
//     y[i] = sum over points of  point^i * (g(point) / N(point)) * X(point)
//
// where X(point) is the dot product of x with N's coefficients. X is transform_input, g / N is
// transform_filter, and the sum is transform_output.
//
// The three transforms cost little: a filter is transformed once for all images, an input once for
// all filters, an output once for all channels. In two dimensions rows are transformed, then
// columns: 36 products make 4 x 4 outputs of a 3 x 3 filter (the formula: 144), or 2 x 2 outputs of
// a 5 x 5 filter (100).
//
// The points are 0, P, -P, Q, -Q and infinity, where a polynomial's value is its leading
// coefficient. The part that is even in the point is computed once for P and -P, and so is the odd
// part. The price is accuracy: numbers at the points are larger than the outputs that they give,
// and so are their roundings. How much larger depends on P and Q: at the worst place of a 4 x 4
// tile, 31 times with 1 and 2, the choice that one would make by hand, and 7 times with these.
namespace alexnet::cpu::winograd {

constexpr int kPoints = 6;  ///< along an axis; outputs + taps - 1

constexpr Real kP = Real(0.70710678118654752440), kQ = Real(1.41421356237309504880);
constexpr Real kP2 = Real(0.5), kQ2 = Real(2);  // their squares

/// `Count` numbers along an axis. A number may be a vector: then it is kVector lines side by side.
template <class Number, int Count>
struct Line {
  Number numbers[Count];
  Number& operator[](int i) { return numbers[i]; }
  const Number& operator[](int i) const { return numbers[i]; }
};

/// Dot products of x with the coefficients of the polynomials that vanish at all points but one.
template <class Number>
[[gnu::always_inline]] inline Line<Number, kPoints> transform_input(
    const Line<Number, kPoints>& x) {
  const Number even_p = x[4] - kQ2 * x[2], odd_p = kP * (x[3] - kQ2 * x[1]);
  const Number even_q = x[4] - kP2 * x[2], odd_q = kQ * (x[3] - kP2 * x[1]);
  return {kP2 * kQ2 * x[0] - (kP2 + kQ2) * x[2] + x[4],
          even_p + odd_p,
          even_p - odd_p,
          even_q + odd_q,
          even_q - odd_q,
          kP2 * kQ2 * x[1] - (kP2 + kQ2) * x[3] + x[5]};
}

/// g[0] + g[1] * point + g[2] * point^2 ... at the points, each divided by the product of its
/// distances from the other points (Lagrange interpolation).
template <int Taps, class Number>
[[gnu::always_inline]] inline Line<Number, kPoints> transform_filter(const Line<Number, Taps>& g) {
  static_assert(Taps >= 2 && Taps <= 5);
  const auto at = [&](Real point, Real square, Real scale) {
    Number even = g[0], odd = g[1];
    if constexpr (Taps > 2) even += square * g[2];
    if constexpr (Taps > 3) odd += square * g[3];
    if constexpr (Taps > 4) even += square * square * g[4];
    odd *= point;
    return Line<Number, 2>{(even + odd) * scale, (even - odd) * scale};
  };
  const Line<Number, 2> at_p = at(kP, kP2, 1 / (2 * kP2 * (kP2 - kQ2)));
  const Line<Number, 2> at_q = at(kQ, kQ2, 1 / (2 * kQ2 * (kQ2 - kP2)));
  return {g[0] * (1 / (kP2 * kQ2)), at_p[0], at_p[1], at_q[0], at_q[1], g[Taps - 1]};
}

/// From the points back: output i is the sum of m * point^i; infinity counts in the last one only.
template <int Outputs, class Number>
[[gnu::always_inline]] inline Line<Number, Outputs> transform_output(
    const Line<Number, kPoints>& m) {
  static_assert(Outputs >= 2 && Outputs <= 5);
  const Number even_p = m[1] + m[2], odd_p = kP * (m[1] - m[2]);
  const Number even_q = m[3] + m[4], odd_q = kQ * (m[3] - m[4]);
  Line<Number, Outputs> y;
  y[0] = m[0] + even_p + even_q;
  y[1] = odd_p + odd_q;
  if constexpr (Outputs > 2) y[2] = kP2 * even_p + kQ2 * even_q;
  if constexpr (Outputs > 3) y[3] = kP2 * odd_p + kQ2 * odd_q;
  if constexpr (Outputs > 4) y[4] = kP2 * kP2 * even_p + kQ2 * kQ2 * even_q;
  y[Outputs - 1] += m[5];
  return y;
}

/// A square of numbers, [row][column].
template <class Number, int Count>
using Matrix = Line<Line<Number, Count>, Count>;

/// A transform of lines, applied to the rows and then to the columns.
template <int To, class Number, int From, class Transform>
[[gnu::always_inline]] inline Matrix<Number, To> both_axes(const Matrix<Number, From>& m,
                                                           Transform transform) {
  Line<Line<Number, To>, From> rows;
#pragma GCC unroll 6
  for (int i = 0; i < From; ++i) rows[i] = transform(m[i]);
  Matrix<Number, To> result;
#pragma GCC unroll 6
  for (int j = 0; j < To; ++j) {
    Line<Number, From> column;
#pragma GCC unroll 6
    for (int i = 0; i < From; ++i) column[i] = rows[i][j];
    const Line<Number, To> done = transform(column);
#pragma GCC unroll 6
    for (int i = 0; i < To; ++i) result[i][j] = done[i];
  }
  return result;
}

}  // namespace alexnet::cpu::winograd
