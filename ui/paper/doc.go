// Package paper lays print-outs out on A4 and writes them as PDF, with the
// program's own typeface embedded.
//
// Terms: a Document is filled from above with headings, paragraphs, tables and
// codes, which go over to the next page by themselves. Lengths are millimetres,
// sizes of type are points. Nothing is drawn before Bytes is called: only then
// is it known how many pages there are.
package paper
