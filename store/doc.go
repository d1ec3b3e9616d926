// Package store is a station's case store: sealed on disk, opened by a staff
// member's password, written and read by the screens, and reconciled by the
// sync engine through Receive, Unsent and Receipted.
//
// Terms: a Draft is what a person is still typing, kept at every pause on
// this station alone. A confirmed record is a change in the ledger. A
// Delivery says how far a record has come: here, sent, receipted. The office
// file is the case of what belongs to no family. A deadline is kept in the
// table due for the cases of casework, and follows from their records.
package store
