// Package form loads the definitions of records and checks, scores and
// explains what people answer.
//
// A form is a FHIR R5 Questionnaire in the subset that SUBSET.md describes;
// anything outside of it is refused by name, never skipped. Terms: a form
// defines one kind of record; an item is a question, a section or a line of
// text of a form; a field is the answer to an item, named by its linkId; a
// code list is a set of choices kept in a CSV file; a rule says what an answer
// asks of people; a finding is a rule that an actual record has met; a fault
// is one reason for which a form or a code list was refused; a problem is one
// reason for which a record cannot be confirmed yet.
//
// The package is pure: it reads from an fs.FS or from bytes and keeps no
// state. A loaded Form, CodeList or Library is read-only and may be shared
// between goroutines.
package form
