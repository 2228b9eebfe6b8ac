using System.Reflection;
using System.Text.RegularExpressions;
using Kiket.Portal.Listings.Search;

namespace Kiket.Portal;

/// <summary>Reads all of the portal's own sections before anything else does, so that every mistake in them is reported at once.</summary>
public static partial class PortalSettings
{
    private const int MostErrors = 100;

    /// <summary>How many letters of a key can be wrong for another one to be meant.</summary>
    private const int MostTypos = 3;

    /// <summary>The classes of settings, by section.</summary>
    private static readonly Lazy<ILookup<string, Type>> Sections = new(() => typeof(PortalSettings).Assembly.GetTypes()
        .Select(type => (Type: type, Section: type.GetField("Section", BindingFlags.Public | BindingFlags.Static)?.GetRawConstantValue() as string))
        .Where(options => options.Section is not null)
        .ToLookup(options => options.Section!, options => options.Type, StringComparer.OrdinalIgnoreCase));

    /// <summary>Takes out the values that can't be read, such as a word for a number.</summary>
    /// <returns>The keys, with a sentence for each.</returns>
    public static IReadOnlyList<(string Key, string Sentence)> RemoveUnreadable(ConfigurationManager configuration)
    {
        var errors = new List<(string, string)>();
        foreach (var section in Sections.Value)
        {
            foreach (var type in section)
            {
                while (errors.Count < MostErrors && Problem(configuration.GetSection(section.Key), type) is { } problem)
                {
                    errors.Add(problem);
                    configuration[problem.Key] = null;
                }
            }
        }

        return errors;
    }

    /// <summary>A sentence for each key in the portal's own sections that nothing reads.</summary>
    public static IReadOnlyList<string> Unknown(IConfiguration configuration) =>
    [
        .. Sections.Value.SelectMany(section =>
        {
            var known = section.SelectMany(type => type.GetProperties().Select(property => property.Name)).ToList();
            return configuration.GetSection(section.Key).GetChildren()
                .Where(key => !known.Contains(key.Key, StringComparer.OrdinalIgnoreCase))
                .Select(key => $"{section.Key}:{key.Key} is not a setting{Meant(section.Key, key.Key, known)}.");
        }),
    ];

    private static string Meant(string section, string key, IReadOnlyList<string> known)
    {
        var nearest = known
            .Select(name => (Name: name, Distance: EditDistance.OfPrefix(key.ToUpperInvariant(), name.ToUpperInvariant(), MostTypos)))
            .MinBy(candidate => candidate.Distance);
        return nearest.Distance <= MostTypos ? $"; {section}:{nearest.Name} is" : "";
    }

    private static (string Key, string Sentence)? Problem(IConfigurationSection section, Type type)
    {
        try
        {
            section.Get(type);
            return null;
        }
        catch (InvalidOperationException exception) when (Unconverted().Match(exception.Message) is { Success: true } match)
        {
            var (key, value) = (match.Groups["key"].Value, match.Groups["value"].Value);
            return (key, $"{key} is '{value}'. {Expected(match.Groups["type"].Value)}");
        }
    }

    private static string Expected(string type)
    {
        if (typeof(PortalSettings).Assembly.GetType(type) is { IsEnum: true } words)
        {
            var names = Enum.GetNames(words);
            return $"Use {string.Join(", ", names[..^1])} or {names[^1]}.";
        }

        return type switch
        {
            "System.Int32" or "System.Int64" => "Enter a whole number.",
            "System.Double" or "System.Decimal" => "Enter a number.",
            "System.Boolean" => "Use true or false.",
            "System.TimeSpan" => "Enter a time such as 00:05:00.",
            "System.Uri" => "Enter an address such as https://portal.example.",
            _ => "It can't be read.",
        };
    }

    [GeneratedRegex(
        "^Failed to convert configuration value '(?<value>.*)' at '(?<key>[^']+)' to type '(?<type>[^']+)'",
        RegexOptions.ExplicitCapture | RegexOptions.Singleline,
        matchTimeoutMilliseconds: 1000)]
    private static partial Regex Unconverted();
}
