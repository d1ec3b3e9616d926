// The renderer of a widget is not part of Fyne's public interface outside of
// its test package, which would put a second application into the program.
// This empty file allows the function without a body in tree.go.
