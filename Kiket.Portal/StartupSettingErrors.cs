using Microsoft.Extensions.Options;

namespace Kiket.Portal;

/// <summary>Settings that the portal cannot start with, in words for whoever starts it.</summary>
internal static class StartupSettingErrors
{
    /// <summary>Who throws when a value cannot even be read, such as a word where a number belongs.</summary>
    private const string Binder = "Microsoft.Extensions.Configuration.Binder";

    /// <summary>What the framework puts around our own words when an annotation refuses a value.</summary>
    private const string BeforeMessage = "with the error: '";

    private const string AfterMessage = "'.";

    /// <summary>What each wrong setting needs; empty when the failure is about something else as well.</summary>
    public static IReadOnlyList<string> Of(Exception failure) => failure switch
    {
        OptionsValidationException settings => [.. settings.Failures.Select(Words)],
        AggregateException all when all.InnerExceptions.All(inner => inner is OptionsValidationException) => [.. all.InnerExceptions.SelectMany(Of).Distinct(StringComparer.Ordinal)],
        InvalidOperationException { Source: Binder } unreadable => [unreadable.Message],
        _ => [],
    };

    public static string Describe(IReadOnlyList<string> settings) =>
        $"""
        The portal does not start: {(settings.Count == 1 ? "a setting is" : $"{settings.Count} settings are")} wrong.
        {string.Join('\n', settings.Select(setting => "  - " + setting))}
        Fix {(settings.Count == 1 ? "it" : "them")} in appsettings.json, the environment or the command line; the README names every setting.
        """;

    private static string Words(string failure) =>
        failure.IndexOf(BeforeMessage, StringComparison.Ordinal) is var at and >= 0 && failure.EndsWith(AfterMessage, StringComparison.Ordinal)
            ? failure[(at + BeforeMessage.Length)..^AfterMessage.Length]
            : failure;
}
