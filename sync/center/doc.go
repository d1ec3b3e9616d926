// Package center is the endpoint that stations reconcile with. It orders,
// keeps and hands on sealed changes, checks who signed them, and cannot read
// a case: it never imports the case store.
//
// Terms: a Center is a folder with its keys and its log. Serving is done by
// one process at a time; inviting works beside it. The Log is the contract of
// package logbook. The directory is the one ledger whose bodies the center
// reads, to know whose signatures count.
package center
