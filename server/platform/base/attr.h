/* House attributes: what a declaration promises, in words the compiler checks. */
#ifndef BASE_ATTR_H
#define BASE_ATTR_H

/* The result says whether the call worked; dropping it is a compile error. */
#define must_use               __attribute__((warn_unused_result))
#define printf_like(fmt, args) __attribute__((format(printf, fmt, args)))

#define COUNT_OF(array) (sizeof(array) / sizeof((array)[0]))

#endif
