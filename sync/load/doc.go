// Package load holds tests of the whole program under the load of a city, with
// real processes on loopback: the center's command, PostgreSQL, and stations
// with their sealed stores. It has no code of its own.
//
// make test runs each of them small. YORISOI_LOAD=1, which make load sets, runs
// them at the scale that the architecture gives budgets for, and prints figures.
//
// Terms: a fleet is the stations of one center, all in this process. A tap keeps
// what the center has receipted to a station. A street is the way that stations
// take to their centers: it spreads them over several and can break every line.
package load
