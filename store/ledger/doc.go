// Package ledger holds the changes of a case and how they merge: causality,
// chains, signatures, the multi-value registers of a record, and the
// directory of staff and stations. It is pure: no I/O, no clock of its own.
//
// Terms: a Change is one immutable, signed, sealed edit. Its Dot (station, N)
// names it. A Vector says, per station, up to which N a machine has a case. A
// Chain is one station's changes in one case, each naming the hash of the one
// before. An Edit is a change's readable body. A field whose latest setters
// did not know of each other is a conflict and keeps all their values.
package ledger
