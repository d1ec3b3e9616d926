// Package tour drives the real program in real windows, as a person would,
// and writes pictures and a transcript of what it did. It fails where a person
// would be stuck.
//
// Terms: a hand finds what is seen in a window and presses it; a station is a
// process with one window that takes deeds over its standard input; the story
// is what the tour does.
package tour
