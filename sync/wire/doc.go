// Package wire holds what a station and the center say to each other: the
// messages, their encoding, the enrolment code and the errors. PROTOCOL.md
// beside this file specifies every byte.
//
// Terms: a Code is what a person carries to a new station: where the center
// is, the Pin by which it is known, and a one-time secret. A Pin is the
// SHA-256 of the public key of the center's certificate authority. An Error
// is the center's answer when it does not do what was asked.
package wire
