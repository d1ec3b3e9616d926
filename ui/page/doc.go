// Package page holds the screens: each connects widgets to what the store and
// the sync engine do, and none of them knows SQL, HTTP or a goroutine.
//
// Terms: a page is what fills the middle of the window; a keeper saves what
// is being typed at every pause; a fault is an error in words for people:
// what happened, what is safe, what to do next.
package page
