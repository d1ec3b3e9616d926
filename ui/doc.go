// Package ui is the shell of the desktop program: its one window, the way
// from the first start through sign-in to the pages, the tabs of what is
// opened, the lock and the end.
//
// Terms: a phase is what the whole window shows (the guide, the sign-in, the
// desk); the desk is the window of somebody signed in; a session is an opened
// store with its sync engine; the deck is the row of opened pages.
package ui
