// Package bundle reconciles stations that have no network between them: it
// writes sealed changes and attachments into a file, and takes them from one.
// BUNDLE.md specifies the file.
//
// Terms: a bundle is one export, in one file or in several parts that each
// stand alone. Its maker is who wrote it, its readers are those who can open
// it. An item is one thing in a file. What a file brings is verified as if it
// came over the wire, so that no file, whatever is in it, can do more than
// waste time.
package bundle
