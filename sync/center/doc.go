// Package center is the endpoint that stations reconcile with. It orders,
// keeps and hands on sealed changes, checks who signed them, and cannot read
// a case: it never imports the case store.
//
// Terms: a Center is a folder with its keys and its log, or with its keys and
// the address of the database that has its log. A log in a folder is served by
// one process at a time, one in a database by any number, none of them
// special; inviting works beside them. The Log is the contract of package
// logbook. The house's ledgers are the two whose bodies the center reads: the
// directory, to know whose signatures count, and the carriage book, to know
// which cases a station may hold: its scope. The hold box has what people and
// stations wrote that were removed before.
package center
