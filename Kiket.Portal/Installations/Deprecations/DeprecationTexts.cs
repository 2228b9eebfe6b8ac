using Kiket.Portal.Releases.Deprecations;

namespace Kiket.Portal.Installations.Deprecations;

/// <summary>A notice as a customer reads it.</summary>
public sealed record NoticeText(string Title, string Body);

/// <summary>The words of every notice about a deprecation. The publisher sees the same ones before anything is sent.</summary>
public static class DeprecationTexts
{
    /// <param name="name">The extension's name.</param>
    /// <param name="version">What the customer runs.</param>
    /// <param name="target">What to upgrade to; null when there is nothing yet.</param>
    public static NoticeText Announced(string name, string version, string reason, DateTimeOffset? sunsetAt, string? target) =>
        new($"{name} {version}, which you run, is deprecated", $"{Sentence(reason)} {Until(sunsetAt)} {Do(target)}");

    public static NoticeText Changed(string name, string version, string reason, DateTimeOffset? before, DateTimeOffset? after, string? target)
    {
        var title = (before, after) switch
        {
            var (same, now) when same == now => $"What is said about {name} {version}, which you run, changed",
            ({ }, null) => $"{name} {version}, which you run, has no sunset any more",
            (null, { }) => $"{name} {version}, which you run, has a sunset now",
            var (was, now) when now < was => $"{name} {version}, which you run, ends earlier than announced",
            _ => $"{name} {version}, which you run, ends later than announced",
        };
        var how = before is { } old && after is { } moved && old != moved
            ? $"The sunset moved from {SunsetInstant.Text(old)} to {SunsetInstant.Text(moved)}. "
            : "";
        return new NoticeText(title, $"{how}{Sentence(reason)} {Until(after)} {Do(target)}");
    }

    public static NoticeText Withdrawn(string name, string version) => new(
        $"{name} {version}, which you run, is no longer deprecated",
        "Its publisher took the deprecation back. You don't need to do anything; there will be no more reminders of it.");

    public static NoticeText Reminder(string name, string version, int days, Deprecation deprecation, string? target) => new(
        $"{name} {version}, which you run, ends in {(days == 1 ? "1 day" : $"{days} days")}",
        $"{Sentence(deprecation.Reason)} {Until(deprecation.SunsetAt)} {Do(target)}");

    /// <summary>One notice instead of many on the same day.</summary>
    /// <param name="lines">Such as <c>Acme Alerts 1.0.0: 30 Apr 2027, 00:00 UTC</c>, the next one first.</param>
    public static NoticeText Digest(IReadOnlyList<string> lines)
    {
        const int MostLines = 30;
        var more = lines.Count > MostLines ? $"\nand {lines.Count - MostLines} more" : "";
        return new NoticeText(
            $"{lines.Count} versions that you run end soon",
            $"From its sunset on, nobody can install a version any more. What runs keeps running.\n{string.Join('\n', lines.Take(MostLines))}{more}\n"
                + "Look at what to upgrade to.");
    }

    /// <summary>Until when it can be installed, in one sentence.</summary>
    public static string Until(DateTimeOffset? sunsetAt) => sunsetAt is { } sunset
        ? $"From {SunsetInstant.Text(sunset)} on, nobody can install it any more. What runs keeps running."
        : "It can still be installed, and what runs keeps running.";

    private static string Do(string? target) => target is null
        ? "There is no version to upgrade to yet. You'll find it on the page of the installation when there is one."
        : $"Upgrade to {target}.";

    /// <summary>The publisher's text, ended, so that ours follows it as a sentence.</summary>
    private static string Sentence(string text) => text.Length > 0 && char.IsLetterOrDigit(text[^1]) ? text + "." : text;
}
