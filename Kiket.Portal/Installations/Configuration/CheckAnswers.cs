using System.Security.Cryptography;
using Kiket.Portal.Foundation;

namespace Kiket.Portal.Installations.Configuration;

/// <summary>What is to be stored: the value of a key in its stored form, or null to remove it.</summary>
internal sealed record CheckedAnswers(IReadOnlyList<(FormField Field, string? Value)> Changes);

/// <summary>Checks the answers of a form against it, all of them at once.</summary>
internal static class CheckAnswers
{
    private const string Alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";

    /// <param name="given">Only what changes. Null removes; an empty text removes too, and leaves a secret as it is.</param>
    public static Result<CheckedAnswers> Of(ConfigurationForm form, ConfigurationValues stored, IReadOnlyDictionary<string, string?> given)
    {
        var (values, problems) = Coerce(form, given);
        if (problems.Count > 0)
        {
            return Error.Invalid("configuration_invalid", problems[0].Message, problems);
        }

        var visible = VisibleFields.Of(form, field => ValueOf(field, values, stored)).Select(field => field.Key).ToHashSet(StringComparer.Ordinal);
        var changes = new List<(FormField, string?)>();
        foreach (var field in form.Fields)
        {
            var isStored = stored.Find(field.Key) is not null;
            if (!visible.Contains(field.Key))
            {
                // Hidden fields aren't stored, whatever was entered before they were hidden. Shared values belong to others too.
                if (isStored && !field.IsShared)
                {
                    changes.Add((field, null));
                }
            }
            else if (values.TryGetValue(field.Key, out var value))
            {
                if (value is not null || isStored)
                {
                    changes.Add((field, value));
                }
            }
            else if (field.GenerateLength is { } length && !isStored)
            {
                changes.Add((field, RandomNumberGenerator.GetString(Alphabet, length)));
            }
        }

        return new CheckedAnswers([.. changes.Where(change => IsChange(change.Item1, change.Item2, stored))]);
    }

    private static (Dictionary<string, string?> Values, List<ErrorDetail> Problems) Coerce(
        ConfigurationForm form, IReadOnlyDictionary<string, string?> given)
    {
        var values = new Dictionary<string, string?>(StringComparer.Ordinal);
        var problems = new List<ErrorDetail>();
        if (given.Count > ConfigurationForm.MaxKeys)
        {
            problems.Add(new ErrorDetail("configuration", $"There are more than {ConfigurationForm.MaxKeys} settings."));
            return (values, problems);
        }

        foreach (var (key, text) in given)
        {
            if (form.Find(key) is not { } field)
            {
                problems.Add(new ErrorDetail(key, $"There is no setting {(key.Length > 64 ? key[..64] + "…" : key)}. Check its name."));
            }
            else if (field.IsReadOnly && !string.IsNullOrEmpty(text) && text != field.Default)
            {
                problems.Add(new ErrorDetail(key, $"{field.Label} can't be changed."));
            }
            else if (string.IsNullOrEmpty(text))
            {
                if (text is null || !field.IsSecret)
                {
                    values[key] = null;
                }
            }
            else if (CoerceValue.Of(field, text).TryGet(out var value, out var error))
            {
                values[key] = value;
            }
            else
            {
                problems.AddRange(error.Details);
            }
        }

        return (values, problems);
    }

    private static string? ValueOf(FormField field, Dictionary<string, string?> values, ConfigurationValues stored) =>
        values.TryGetValue(field.Key, out var value) ? value ?? field.Default
        : field.IsSecret ? stored.Find(field.Key) is null ? null : "set"
        : stored.Effective(field);

    private static bool IsChange(FormField field, string? value, ConfigurationValues stored) =>
        field.IsSecret || stored.Find(field.Key) is not { } before || before.Text != value;
}
