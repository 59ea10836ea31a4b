/** What turns a word into another: a letter too many, too few or wrong, or two that changed places. */
type OneSlip = [slip: unknown];
type TwoSlips = [slip: unknown, ...OneSlip];

type Tail<Word extends string> = Word extends `${infer _Letter}${infer Rest}` ? Rest : '';

/** True where so many slips at most lie between two words. */
type IsWithin<
  Word extends string,
  Other extends string,
  Slips extends readonly unknown[],
> = Word extends Other
  ? true
  : Word extends `${infer Letter}${infer Rest}`
    ? Other extends `${Letter}${infer OtherRest}`
      ? IsWithin<Rest, OtherRest, Slips>
      : IsWithinAfterSlip<Word, Other, Slips>
    : IsWithinAfterSlip<Word, Other, Slips>;

type IsWithinAfterSlip<
  Word extends string,
  Other extends string,
  Slips extends readonly unknown[],
> = Slips extends readonly [unknown, ...infer Left]
  ? true extends
      | IsWithin<Tail<Word>, Tail<Other>, Left>
      | IsWithin<Tail<Word>, Other, Left>
      | IsWithin<Word, Tail<Other>, Left>
      | IsWithin<Swapped<Word>, Other, Left>
    ? true
    : false
  : false;

/** The word with its first two letters in the other order. */
type Swapped<Word extends string> = Word extends `${infer First}${infer Second}${infer Rest}`
  ? `${Second}${First}${Rest}`
  : Word;

/** Short words are much alike. */
type SlipsIn<Word extends string> = Tail<Tail<Tail<Tail<Word>>>> extends '' ? OneSlip : TwoSlips;

/** The words that one may be a misspelling of, whatever the case of their letters. */
type Misspelt<Word extends string, Words> = Words extends string
  ? IsWithin<Lowercase<Word>, Lowercase<Words>, SlipsIn<Word>> extends true
    ? Words
    : never
  : never;

/** The words that contain one, or that it contains. */
type Overlapping<Word extends string, Words> = Words extends string
  ? Lowercase<Words> extends `${string}${Lowercase<Word>}${string}`
    ? Words
    : Lowercase<Word> extends `${string}${Lowercase<Words>}${string}`
      ? Words
      : never
  : never;

/** The words that are probably meant by one; never where it resembles none. */
export type Resembling<Word, Words> = Word extends string
  ? [Misspelt<Word, Words>] extends [never]
    ? Overlapping<Word, Words>
    : Misspelt<Word, Words>
  : never;

/** Advice for the compiler to show. */
export type DidYouMean<Names> = Names extends string ? `did you mean '${Names}'?` : never;
