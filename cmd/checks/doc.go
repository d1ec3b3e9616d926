// Package checks holds the project to its own rules: who may import whom,
// what every package must say of itself, what lies at the top level. It has
// tests only.
package checks
