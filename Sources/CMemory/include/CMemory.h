// Memory in pages of its own: given back to the system when it is freed, wherever it lies, and grown
// without a copy where the system can (mremap(2), which is variadic, so that Swift cannot call it).
#ifndef VERBATIM_CMEMORY_H
#define VERBATIM_CMEMORY_H

#include <stddef.h>

// So many bytes, zeroed, from the beginning of a page; NULL where there are none.
void *verbatim_pages_allocate(size_t byte_count);

// The same bytes with another size, perhaps elsewhere; NULL, with the old ones as they were, where there
// are none.
void *verbatim_pages_resize(void *pages, size_t byte_count, size_t new_byte_count);

void verbatim_pages_free(void *pages, size_t byte_count);

// Gives the memory of the pages that lie wholly within the first bytes back to the system. What is read
// there from then on is zero.
void verbatim_pages_forget(void *pages, size_t byte_count);

// The exit code of a program that gets no memory, EX_OSERR of sysexits(3).
enum { VERBATIM_EXIT_NO_MEMORY = 71 };

// Says on standard error that there is no memory, and ends the process at once, allocating nothing.
_Noreturn void verbatim_memory_exhausted(size_t byte_count);

// Has malloc keep few arenas: each has 64 MiB of addresses to itself, which is much where they are few. To be
// called before there are threads.
void verbatim_memory_few_arenas(void);

// Bytes of freed memory that malloc keeps, as far as it says; 0 where it does not.
size_t verbatim_memory_kept(void);

// Gives what malloc keeps of freed memory back to the system, and returns 0 where it cannot.
int verbatim_memory_trim(void);

#endif
