#include "CICU.h"

#include <stdlib.h>
#include <unicode/ubrk.h>
#include <unicode/uchar.h>
#include <unicode/unorm2.h>
#include <unicode/uscript.h>
#include <unicode/utext.h>
#include <unicode/uversion.h>

uint8_t verbatim_icu_word_class(int32_t scalar) {
  int32_t script = u_getIntPropertyValue(scalar, UCHAR_SCRIPT);
  int32_t property = u_getIntPropertyValue(scalar, UCHAR_WORD_BREAK);
  if (script == USCRIPT_HAN || script == USCRIPT_HIRAGANA || property == U_WB_KATAKANA ||
      (scalar >= 0xac00 && scalar <= 0xd7a3) ||
      // Letters that Hangul syllables are taken apart into.
      (scalar >= 0x1100 && scalar <= 0x11ff))
    return VERBATIM_WORD_DICTIONARY;
  if (property != U_WB_EXTEND && property != U_WB_FORMAT &&
      u_getIntPropertyValue(scalar, UCHAR_LINE_BREAK) == U_LB_COMPLEX_CONTEXT)
    return VERBATIM_WORD_DICTIONARY;
  // As ICU's own rules have it (word.txt): a colon parts words.
  if (scalar == 0x3a || scalar == 0xfe55 || scalar == 0xff1a) return VERBATIM_WORD_OTHER;
  switch (property) {
  case U_WB_ALETTER: return VERBATIM_WORD_LETTER;
  case U_WB_HEBREW_LETTER: return VERBATIM_WORD_HEBREW_LETTER;
  case U_WB_NUMERIC: return VERBATIM_WORD_NUMERIC;
  case U_WB_EXTENDNUMLET: return VERBATIM_WORD_EXTEND_NUM_LET;
  case U_WB_MIDLETTER: return VERBATIM_WORD_MID_LETTER;
  case U_WB_MIDNUM: return VERBATIM_WORD_MID_NUM;
  case U_WB_MIDNUMLET: return VERBATIM_WORD_MID_NUM_LET;
  case U_WB_SINGLE_QUOTE: return VERBATIM_WORD_SINGLE_QUOTE;
  case U_WB_DOUBLE_QUOTE: return VERBATIM_WORD_DOUBLE_QUOTE;
  case U_WB_EXTEND:
  case U_WB_FORMAT:
  case U_WB_ZWJ: return VERBATIM_WORD_EXTEND;
  default: return VERBATIM_WORD_OTHER;
  }
}

int32_t verbatim_icu_digit(int32_t scalar) {
  return u_charType(scalar) == U_DECIMAL_DIGIT_NUMBER ? u_charDigitValue(scalar) : -1;
}

static int32_t normalize(const UNormalizer2 *normalizer, UErrorCode status, const uint16_t *units,
                         int32_t count, uint16_t *result, int32_t capacity) {
  if (U_FAILURE(status)) return -1;
  int32_t length = unorm2_normalize(normalizer, (const UChar *)units, count, (UChar *)result,
                                    capacity, &status);
  return U_FAILURE(status) && status != U_BUFFER_OVERFLOW_ERROR ? -1 : length;
}

int32_t verbatim_icu_casefold(const uint16_t *units, int32_t count, uint16_t *result,
                              int32_t capacity) {
  UErrorCode status = U_ZERO_ERROR;
  const UNormalizer2 *normalizer = unorm2_getNFKCCasefoldInstance(&status);
  return normalize(normalizer, status, units, count, result, capacity);
}

int32_t verbatim_icu_decompose(const uint16_t *units, int32_t count, uint16_t *result,
                               int32_t capacity) {
  UErrorCode status = U_ZERO_ERROR;
  const UNormalizer2 *normalizer = unorm2_getNFDInstance(&status);
  return normalize(normalizer, status, units, count, result, capacity);
}

int32_t verbatim_icu_compose(int32_t first, int32_t second) {
  UErrorCode status = U_ZERO_ERROR;
  const UNormalizer2 *normalizer = unorm2_getNFCInstance(&status);
  return U_FAILURE(status) ? -1 : unorm2_composePair(normalizer, first, second);
}

struct verbatim_icu_words {
  UBreakIterator *iterator;
  UText text;
};

verbatim_icu_words *verbatim_icu_words_open(void) {
  verbatim_icu_words *words = malloc(sizeof *words);
  if (!words) return NULL;
  UText text = UTEXT_INITIALIZER;
  words->text = text;
  UErrorCode status = U_ZERO_ERROR;
  words->iterator = ubrk_open(UBRK_WORD, "root", NULL, 0, &status);
  if (U_SUCCESS(status)) return words;
  free(words);
  return NULL;
}

void verbatim_icu_words_close(verbatim_icu_words *words) {
  ubrk_close(words->iterator);
  utext_close(&words->text);
  free(words);
}

int32_t verbatim_icu_words_begin(verbatim_icu_words *words, const uint8_t *text, int64_t count) {
  UErrorCode status = U_ZERO_ERROR;
  utext_openUTF8(&words->text, (const char *)text, count, &status);
  ubrk_setUText(words->iterator, &words->text, &status);
  return U_SUCCESS(status);
}

int64_t verbatim_icu_words_next(verbatim_icu_words *words, int32_t *is_word) {
  int32_t end = ubrk_next(words->iterator);
  if (end == UBRK_DONE) return -1;
  *is_word = ubrk_getRuleStatus(words->iterator) >= UBRK_WORD_NONE_LIMIT;
  return end;
}

void verbatim_icu_version(uint8_t version[4]) { u_getVersion(version); }
