#define _GNU_SOURCE
#include "CMemory.h"

#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>
// What defines this is known from here on.
#if defined(__GLIBC__)
#include <malloc.h>
#endif

void *verbatim_pages_allocate(size_t byte_count) {
  void *pages =
      mmap(NULL, byte_count, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  return pages == MAP_FAILED ? NULL : pages;
}

void *verbatim_pages_resize(void *pages, size_t byte_count, size_t new_byte_count) {
#if defined(__linux__)
  void *moved = mremap(pages, byte_count, new_byte_count, MREMAP_MAYMOVE);
  return moved == MAP_FAILED ? NULL : moved;
#else
  void *moved = verbatim_pages_allocate(new_byte_count);
  if (moved == NULL) return NULL;
  memcpy(moved, pages, byte_count < new_byte_count ? byte_count : new_byte_count);
  munmap(pages, byte_count);
  return moved;
#endif
}

void verbatim_pages_free(void *pages, size_t byte_count) { munmap(pages, byte_count); }

void verbatim_pages_forget(void *pages, size_t byte_count) {
  size_t page = (size_t)sysconf(_SC_PAGESIZE);
  size_t whole = byte_count / page * page;
  // Advice: where it is not taken, the memory is given back with the rest.
  if (whole > 0) madvise(pages, whole, MADV_DONTNEED);
}

_Noreturn void verbatim_memory_exhausted(size_t byte_count) {
  char line[96];
  int length = snprintf(line, sizeof line, "out of memory: %zu bytes were asked for\n", byte_count);
  // Who does not take it gets the exit code.
  ssize_t written = write(STDERR_FILENO, line, (size_t)length);
  (void)written;
  _exit(VERBATIM_EXIT_NO_MEMORY);
}

void verbatim_memory_few_arenas(void) {
#if defined(__GLIBC__)
  mallopt(M_ARENA_MAX, 2);
#endif
}

size_t verbatim_memory_kept(void) {
#if defined(__GLIBC__)
  struct mallinfo2 info = mallinfo2();
  return info.fordblks + info.fsmblks;
#else
  return 0;
#endif
}

int verbatim_memory_trim(void) {
#if defined(__GLIBC__)
  return malloc_trim(0);
#else
  return 0;
#endif
}
