// Package files reads folders for the page that lets one choose a file: what
// is in them, in which order, and where a person would begin to look.
//
// Terms: an entry is a file or a folder within a folder; a place is a folder
// to begin at, such as the desktop or a USB drive; a crumb is a part of a path
// that can be pressed.
//
// Nothing here draws or waits for the screen. What reads a disk says so and is
// called off the drawing goroutine: a disk may be slow, or gone.
package files
