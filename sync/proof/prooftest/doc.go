// Package prooftest holds the real parts that tests of the whole are made of:
// stations without a window, and the center's command as a process of its own.
//
// Terms: a Machine is a station's store and engine as the desktop program holds
// them. A Center is yorisoi-center on a folder.
package prooftest
