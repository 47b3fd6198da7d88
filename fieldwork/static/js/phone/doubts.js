// What may be a slip of the finger: two things said in words or in figures that hardly go together.
//
// The first impression is never held against the words or the grade: that they differ is what a study measures, and
// who is asked about it would learn to name what was tapped.

export const SIGNS = {
  surprised_pos: 1, enthusiastic: 1, happy: 1, interested: 1, valued: 1, reassured: 1, at_ease: 1,
  irritated: -1, angry: -1, tense: -1, confused: -1, disappointed: -1, ignored: -1, bored: -1,
};
const CLEAR = 3; // of 5: weaker words go with any grade
const HIGH = 8;
const LOW = 4;
const SURE = 9; // 9 and 10 of recommending; 3 and less is as sure that one would not
const UNSURE = 3;
const APART = 3;

const signOf = ({ emotion, sign, intensity }) => (intensity >= CLEAR ? SIGNS[emotion] ?? sign : 0);

/**
 * Doubts about what was given, in the order of the form: [{kind, screen, field, ...values}].
 * `steps` are keys; `given(field)` is what a field holds or null; `whole` when this form has the whole visit.
 */
export function doubts(steps, given, whole) {
  const found = [];
  const grades = [];
  for (const step of steps) {
    const grade = given(`${step}/@grade`);
    if (grade === null) continue;
    grades.push(grade);
    const signs = new Set(given(`${step}/@named`)?.named.map(signOf));
    const [sign] = signs;
    if (signs.size === 1 && ((sign > 0 && grade <= LOW) || (sign < 0 && grade >= HIGH))) found.push({ kind: "words", screen: `${step}/grade`, field: `${step}/@named`, step, grade });
  }
  const overall = given("@overall");
  const recommend = given("@recommend");
  if (overall === null) return found;
  const at = { screen: "overall", field: "@overall", grade: overall };
  const low = Math.min(...grades);
  const high = Math.max(...grades);
  if (whole && grades.length > 1 && (overall <= low - APART || overall >= high + APART)) found.push({ kind: low === high ? "all" : "range", ...at, low, high });
  if (recommend !== null && ((overall >= HIGH && recommend <= UNSURE) || (overall <= LOW && recommend >= SURE))) found.push({ kind: "recommend", ...at, n: recommend });
  return found;
}
