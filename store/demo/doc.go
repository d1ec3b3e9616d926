// Package demo makes up a city: families with names, homes, histories, visits
// and growth, for trying the program out, for tests and for benchmarks.
//
// What a center did about a family within the year is its story: the report it
// began with, what was judged and agreed, the registry, the plans and services.
// Everything in it could have been saved at its moment: the rules of casework
// hold for each write. The cast are the families whose stories today's work is
// arranged around. What belongs to no family comes from Office.
//
// Terms: a City is a sequence of families that depends on nothing but its
// Config; the first N families are the same in a city of any size. A Family is
// a case with its writes in order of time. The Roster is the made-up staff that
// wrote them. The current families are those that staff are busy with today;
// behind them stands the archive, whose files are thin.
//
// Nobody in it is real. The city and its towns do not exist, and every
// telephone number has a block of zeros that is assigned to nobody.
package demo
