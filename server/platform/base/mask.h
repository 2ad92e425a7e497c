/* What may be shown of a person to those without the right to her full data (DOMAIN D2, D3, D6).
 * Masking happens here, on the server, by code point. */
#ifndef BASE_MASK_H
#define BASE_MASK_H

enum { MASK_SIZE = 24 };

/* The surname and one star for each further character, at most two: 张三 → 张*, 张三丰 → 张**,
 * 欧阳明月 → 欧阳**. A name of a single character is all star. Names with a middle dot or in Latin
 * letters keep their first character and two stars, so that neither length nor form shows.
 * `name` is valid UTF-8. */
void mask_name(const char *name, char ret_text[MASK_SIZE]);

/* Four stars and the last four characters of an ID, document or telephone number; stars alone
 * when it has fewer than eight. */
void mask_number(const char *number, char ret_text[MASK_SIZE]);

#endif
