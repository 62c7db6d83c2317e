// What is needed of the system's ICU, without its headers: Foundation has an ICU of its own, and Swift
// takes no module that declares the same types otherwise.
#ifndef VERBATIM_CICU_H
#define VERBATIM_CICU_H

#include <stdint.h>

// Word_Break properties of UAX #29, table 3, those alike for words as one.
enum VerbatimWordClass {
  VERBATIM_WORD_OTHER = 0,
  VERBATIM_WORD_LETTER = 1,
  VERBATIM_WORD_NUMERIC = 2,
  VERBATIM_WORD_HEBREW_LETTER = 3,
  VERBATIM_WORD_EXTEND_NUM_LET = 4,
  VERBATIM_WORD_MID_LETTER = 5,
  VERBATIM_WORD_MID_NUM = 6,
  VERBATIM_WORD_MID_NUM_LET = 7,
  VERBATIM_WORD_SINGLE_QUOTE = 8,
  VERBATIM_WORD_DOUBLE_QUOTE = 9,
  // Extend, Format and ZWJ, which belong to what they follow.
  VERBATIM_WORD_EXTEND = 10,
  // Of a script without spaces, whose words ICU's dictionaries know.
  VERBATIM_WORD_DICTIONARY = 11
};

// The class of a code point.
uint8_t verbatim_icu_word_class(int32_t scalar);

// The value of a decimal digit of any script; -1 for what is none.
int32_t verbatim_icu_digit(int32_t scalar);

// NFKC_Casefold, and NFD. They give how many units the result has, which may be more than `capacity`, and
// -1 where ICU fails.
int32_t verbatim_icu_casefold(const uint16_t *units, int32_t count, uint16_t *result,
                              int32_t capacity);
int32_t verbatim_icu_decompose(const uint16_t *units, int32_t count, uint16_t *result,
                               int32_t capacity);

// What two code points are in NFC, if they are one there; else negative.
int32_t verbatim_icu_compose(int32_t first, int32_t second);

// The version of ICU in four bytes.
void verbatim_icu_version(uint8_t version[4]);

// ICU's word boundaries in UTF-8. Belongs to one thread at a time.
typedef struct verbatim_icu_words verbatim_icu_words;

// NULL where ICU or memory fails.
verbatim_icu_words *verbatim_icu_words_open(void);
void verbatim_icu_words_close(verbatim_icu_words *words);

// Begins with a text, which is to stay until another is begun with; 0 where ICU fails.
int32_t verbatim_icu_words_begin(verbatim_icu_words *words, const uint8_t *text, int64_t count);

// The end of the next segment; -1 at the end of the text. `is_word` is 1 for letters, digits, kana and
// ideographs.
int64_t verbatim_icu_words_next(verbatim_icu_words *words, int32_t *is_word);

#endif
