namespace Kiket.Portal.Commands;

/// <summary>The words of a command, apart from the settings that every start of the portal takes.</summary>
/// <param name="Words">Such as <c>operators</c>, <c>add</c>, <c>ana@example.com</c>. Empty when the portal itself is started.</param>
/// <param name="Settings">Such as <c>--Portal:DataDirectory=/data</c>, for the configuration.</param>
public sealed record CommandLine(IReadOnlyList<string> Words, string[] Settings, bool AsksForHelp)
{
    private static readonly string[] Help = ["--help", "-h", "-?"];

    /// <summary>Whether the arguments start the portal, as without any.</summary>
    public bool IsPortal => Words.Count == 0 && !AsksForHelp;

    /// <summary>
    /// Reads settings as the configuration does: <c>--Key=value</c>, <c>--Key value</c>, and before the first word also
    /// <c>/Key=value</c> and <c>Key=value</c>. After it, those are folders.
    /// </summary>
    public static CommandLine Read(IReadOnlyList<string> arguments)
    {
        var (words, settings, help) = (new List<string>(), new List<string>(), false);
        for (var at = 0; at < arguments.Count; at++)
        {
            var argument = arguments[at];
            var isSwitch = argument.StartsWith('-') || (words.Count == 0 && argument.StartsWith('/'));
            if (argument.Length == 0)
            {
                // A variable of the shell that isn't set. The command then misses its argument, and says so.
            }
            else if (Help.Contains(argument, StringComparer.Ordinal))
            {
                help = true;
            }
            else if (isSwitch && !argument.Contains('=', StringComparison.Ordinal) && at + 1 < arguments.Count)
            {
                settings.AddRange([argument, arguments[++at]]);
            }
            else if (isSwitch || (words.Count == 0 && argument.Contains('=', StringComparison.Ordinal)))
            {
                settings.Add(argument);
            }
            else
            {
                words.Add(argument);
            }
        }

        return new CommandLine(words, [.. settings], help);
    }
}
