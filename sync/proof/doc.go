// Package proof holds tests of the whole program in its real parts: the
// center's command, stations as processes of their own, sealed stores and the
// engine between them. It has no code of its own.
//
// Terms: a machine is a station's store and engine as a program would hold
// them. A deed is one thing that a machine is told to do. A marker is a piece
// of a case's text that must not be found in any file. A house is a family
// center whose people sit each at a machine of their own, a desk, around a real
// center, all on one clock that the test sets.
package proof
