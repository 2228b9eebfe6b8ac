using Kiket.Portal.Foundation;

namespace Kiket.Portal.Commands;

/// <summary>Something that people do with the portal from a shell, also while it runs.</summary>
internal interface ICommand
{
    /// <param name="argument">What follows the words that call it; empty when nothing does.</param>
    /// <returns>What to print: the result, or a sentence that says what to do.</returns>
    Task<Result<string>> RunAsync(string argument, CancellationToken cancellationToken);
}

/// <summary>A line of the help.</summary>
/// <param name="Words">What calls the command, such as <c>operators add</c>.</param>
/// <param name="Parameter">The one thing that follows, such as <c>&lt;folder&gt;</c>; null when nothing does.</param>
/// <param name="Command">An <see cref="ICommand"/>, created only when it runs: help must not need a data directory.</param>
internal sealed record CommandEntry(string Words, string? Parameter, string Summary, Type Command)
{
    public string Call => $"{Words} {Parameter}".TrimEnd();

    /// <summary>What follows the words; null when the line calls something else.</summary>
    public string? ArgumentIn(CommandLine line)
    {
        var words = Words.Split(' ');
        return line.Words.Count == words.Length + (Parameter is null ? 0 : 1) && line.Words.Take(words.Length).SequenceEqual(words, StringComparer.Ordinal)
            ? line.Words.Skip(words.Length).SingleOrDefault("")
            : null;
    }
}
