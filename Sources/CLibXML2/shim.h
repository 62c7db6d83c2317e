// What Swift needs of the system's libxml2. A function is wrapped only where Swift cannot name it in
// every version of the library; its name has `verbatim_` before it.
#ifndef VERBATIM_CLIBXML2_SHIM_H
#define VERBATIM_CLIBXML2_SHIM_H

#include <libxml/HTMLparser.h>
#include <libxml/SAX2.h>
#include <libxml/encoding.h>
#include <libxml/entities.h>
#include <libxml/parser.h>
#include <libxml/parserInternals.h>
#include <libxml/xmlerror.h>

// `xmlStructuredErrorFunc` takes `xmlError *` before libxml2 2.12 and `const xmlError *` from it on.
static inline void verbatim_xml_set_structured_error(
    xmlSAXHandler *handler, void (*function)(void *, const xmlError *)) {
  handler->serror = (xmlStructuredErrorFunc)function;
}

// Failed conversions of encodings are reported to no parser but to the thread's handlers, and by
// default printed. Swift cannot write the variadic one. libxml2 keeps these handlers by thread.
typedef struct {
  xmlStructuredErrorFunc structured;
  void *structured_context;
  xmlGenericErrorFunc generic;
  void *generic_context;
} verbatim_xml_error_handlers;

static void verbatim_xml_ignore_message(void *context, const char *message, ...) {
  (void)context;
  (void)message;
}

// Sets the thread's handlers and returns those it had.
static inline verbatim_xml_error_handlers verbatim_xml_take_errors(
    void *context, void (*function)(void *, const xmlError *)) {
  verbatim_xml_error_handlers before = {
      xmlStructuredError, xmlStructuredErrorContext, xmlGenericError, xmlGenericErrorContext};
  xmlSetStructuredErrorFunc(context, (xmlStructuredErrorFunc)function);
  xmlSetGenericErrorFunc(context, verbatim_xml_ignore_message);
  return before;
}

// Sets the thread's handlers to those it had.
static inline void verbatim_xml_return_errors(verbatim_xml_error_handlers before) {
  xmlSetStructuredErrorFunc(before.structured_context, before.structured);
  xmlSetGenericErrorFunc(before.generic_context, before.generic);
}

#endif
