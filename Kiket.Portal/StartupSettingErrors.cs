using Microsoft.Extensions.Options;

namespace Kiket.Portal;

/// <summary>Describes the settings that prevent the start, for the person who starts the portal.</summary>
internal static class StartupSettingErrors
{
    /// <summary>The source of exceptions for values that can't be parsed, such as a word instead of a number.</summary>
    private const string Binder = "Microsoft.Extensions.Configuration.Binder";

    /// <summary>The text that the framework puts before our message when an annotation rejects a value.</summary>
    private const string BeforeMessage = "with the error: '";

    private const string AfterMessage = "'.";

    /// <summary>Validates all settings.</summary>
    /// <param name="unreadable">Values that were taken out before, because they can't be read. They have no second message.</param>
    /// <exception cref="OptionsValidationException">With every invalid setting.</exception>
    public static void Check(IServiceProvider services, IReadOnlyList<(string Key, string Sentence)> unreadable)
    {
        IReadOnlyList<string> invalid = [];
        try
        {
            services.GetRequiredService<IStartupValidator>().Validate();
        }
        catch (Exception exception) when (Of(exception) is { Count: > 0 } settings)
        {
            invalid = [.. settings.Where(message => !unreadable.Any(value => message.StartsWith(value.Key, StringComparison.OrdinalIgnoreCase)))];
        }

        if (unreadable.Count + invalid.Count > 0)
        {
            throw new OptionsValidationException("settings", typeof(StartupSettingErrors), unreadable.Select(value => value.Sentence).Concat(invalid));
        }
    }

    /// <summary>One message for each invalid setting; empty when the failure has another cause too.</summary>
    public static IReadOnlyList<string> Of(Exception failure) => failure switch
    {
        OptionsValidationException settings => [.. settings.Failures.Select(Message)],
        AggregateException all when all.InnerExceptions.All(inner => inner is OptionsValidationException) =>
            [.. all.InnerExceptions.SelectMany(Of).Distinct(StringComparer.Ordinal)],
        InvalidOperationException { Source: Binder } unreadable => [unreadable.Message],
        _ => [],
    };

    public static string Describe(IReadOnlyList<string> settings) =>
        $"""
        The portal can't start: {(settings.Count == 1 ? "one setting is" : $"{settings.Count} settings are")} invalid.
        {string.Join('\n', settings.Select(setting => "  - " + setting))}
        Fix {(settings.Count == 1 ? "it" : "them")} in appsettings.json, the environment or the command line; the README lists every setting.
        """;

    private static string Message(string failure) =>
        failure.IndexOf(BeforeMessage, StringComparison.Ordinal) is var at and >= 0 && failure.EndsWith(AfterMessage, StringComparison.Ordinal)
            ? failure[(at + BeforeMessage.Length)..^AfterMessage.Length]
            : failure;
}
