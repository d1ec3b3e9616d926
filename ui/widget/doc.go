// Package widget holds the parts that pages are built from: they draw
// themselves in the theme, take input and call back, and know no case.
//
// Terms: a tone is what a colour says (theme.Tone); a span is a piece of a
// line with a look of its own; field mode is the large form used on a lap in
// someone's living room; an input is the box that is typed into, a field the
// input with its label and its error.
//
// No widget has words of its own: all text comes from the caller.
package widget
