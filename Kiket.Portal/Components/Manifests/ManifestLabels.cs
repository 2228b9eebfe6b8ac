using System.Globalization;
using Kiket.Portal.Manifests;

namespace Kiket.Portal.Components.Manifests;

/// <summary>What the words of a manifest mean to people. Unknown words come back as they are: nothing is guessed.</summary>
internal static class ManifestLabels
{
    private static readonly Dictionary<string, string> Events = new(StringComparer.Ordinal)
    {
        ["issue.created"] = "An issue is created",
        ["issue.updated"] = "An issue is changed",
        ["issue.transitioned"] = "An issue moves to another status",
        ["issue.assigned"] = "An issue is assigned",
        ["issue.commented"] = "Somebody comments on an issue",
        ["workflow.before_transition"] = "Before an issue moves to another status",
        ["workflow.after_transition"] = "After an issue moved to another status",
        ["workflow.sla_breach"] = "A service level is missed",
        ["workflow.sla_status"] = "A service level changes its status",
        ["workflow.issue.transitioned"] = "An issue moves to another status",
        ["workflow.approval.requested"] = "An approval is asked for",
        ["workflow.approval.resolved"] = "An approval is given or refused",
        ["extension.delivery.started"] = "A call to an extension starts",
        ["extension.delivery.completed"] = "A call to an extension succeeds",
        ["extension.delivery.failed"] = "A call to an extension fails",
    };

    private static readonly (string Prefix, string Sentence)[] Families =
    [
        ("external.webhook", "Another system calls its webhook"),
        ("calendar.", "Something happens in a calendar"),
        ("oauth.", "A connected account changes"),
        ("marketplace.", "Something happens in the marketplace"),
    ];

    private static readonly Dictionary<string, string> Types = new(StringComparer.Ordinal)
    {
        ["string"] = "Text",
        ["text"] = "Text",
        ["textarea"] = "Text of several lines",
        ["password"] = "Text, hidden",
        ["url"] = "Web address",
        ["email"] = "E-mail address",
        ["integer"] = "Whole number",
        ["number"] = "Number",
        ["boolean"] = "Yes or no",
        ["checkbox"] = "Yes or no",
        ["html"] = "Formatted text",
        ["template"] = "Text with placeholders",
        ["object"] = "A group of values",
        ["array"] = "A list of values",
        ["select"] = "One of a list",
        ["multiselect"] = "Several of a list",
        ["project"] = "A project",
        ["issue_type"] = "An issue type",
        ["workflow_status"] = "A status of a workflow",
        ["board"] = "A board",
        ["priority"] = "A priority",
        ["user"] = "A member",
    };

    /// <summary>What happens when this event is sent; null for an event that nothing is known of.</summary>
    public static string? Event(string? name)
    {
        // case.* was renamed issue.*; both names mean the same.
        var known = name?.StartsWith("case.", StringComparison.Ordinal) == true ? "issue." + name[5..] : name;
        return known is null
            ? null
            : Events.GetValueOrDefault(known) ?? Families.FirstOrDefault(family => known.StartsWith(family.Prefix, StringComparison.Ordinal)).Sentence;
    }

    /// <summary>What can be entered: <c>Whole number from 1 to 60</c>.</summary>
    public static string Type(string? type, decimal? min = null, decimal? max = null)
    {
        var word = type is null ? "Text" : Types.GetValueOrDefault(type) ?? type;
        return (min, max) switch
        {
            (null, null) => word,
            (not null, null) => string.Create(CultureInfo.InvariantCulture, $"{word}, at least {min}"),
            (null, not null) => string.Create(CultureInfo.InvariantCulture, $"{word}, at most {max}"),
            _ => string.Create(CultureInfo.InvariantCulture, $"{word} from {min} to {max}"),
        };
    }

    /// <summary>A default as a person reads it: <c>"true"</c> of a switch is yes.</summary>
    public static string? Default(string? type, string? value) => (type, value?.ToLowerInvariant()) switch
    {
        ("boolean" or "checkbox", "true" or "yes" or "on" or "1") => "yes",
        ("boolean" or "checkbox", "false" or "no" or "off" or "0") => "no",
        _ => value,
    };

    public static string Duration(int milliseconds) => milliseconds % 1000 == 0 || milliseconds > 10_000
        ? string.Create(CultureInfo.InvariantCulture, $"{milliseconds / 1000m:0.#} s")
        : string.Create(CultureInfo.InvariantCulture, $"{milliseconds} ms");

    /// <summary><c>tried once</c>, <c>tried again up to 3 times</c>.</summary>
    public static string Retries(int retries) => retries switch
    {
        <= 0 => "not tried again",
        1 => "tried once more when it fails",
        _ => string.Create(CultureInfo.InvariantCulture, $"tried up to {retries} times more when it fails"),
    };

    public static string Delivery(string? delivery) => delivery switch
    {
        "http" => "Kiket calls the publisher's own endpoint",
        "internal" => "Runs inside Kiket; no call leaves it",
        null => "Not said",
        _ => delivery,
    };

    public static string Sdk(string sdk) => sdk switch
    {
        "ruby" => "Ruby",
        "python" => "Python",
        "node" => "Node.js",
        "java" => "Java",
        "dotnet" => ".NET",
        "go" => "Go",
        _ => sdk,
    };

    /// <summary>What may be done with records: <c>see and change</c>.</summary>
    public static string Operations(IEnumerable<string> operations)
    {
        var words = operations.SelectMany<string, string>(operation => operation switch
        {
            "read" => ["see"],
            "write" => ["add", "change"],
            "delete" => ["delete"],
            "admin" => ["change the structure of"],
            _ => [operation],
        }).Distinct(StringComparer.Ordinal).ToList();
        return words.Count switch
        {
            0 => "do nothing with",
            1 => words[0],
            _ => string.Join(", ", words.SkipLast(1)) + " and " + words[^1],
        };
    }

    public static string Step(string kind) => kind switch
    {
        "secrets" => "Secrets",
        "configure" => "Settings",
        "test" => "Test",
        "info" => "Information",
        "oauth" => "Connect an account",
        _ => kind,
    };

    /// <summary>Markdown as plain text: without the signs that open headings and the stars around words.</summary>
    public static string WithoutMarks(string markdown) =>
        string.Join('\n', markdown.Split('\n').Select(line => (IsHeading(line) ? line.TrimStart('#').TrimStart() : line).Replace("**", "", StringComparison.Ordinal)));

    /// <summary>Versions of Kiket in words: <c>&gt;=1.42.0</c> is "1.42.0 or later"; what is more involved stays as it is written.</summary>
    public static string Range(string range) => range.Trim() is var text && text.StartsWith(">=", StringComparison.Ordinal) && !text[2..].Trim().AsSpan().ContainsAny(" <>=|,^~*")
        ? text[2..].Trim() + " or later"
        : text;

    /// <summary>How somebody comes by a secret.</summary>
    public static string? Obtain(Obtain? obtain) => obtain?.Type switch
    {
        null => null,
        "oauth2" => $"Comes from signing in{At(obtain)}; nothing to type.",
        "oauth2_client_credentials" => $"Comes from the registered application{At(obtain)}; nothing to type.",
        "api_key" => $"An API key{At(obtain)}.",
        "token" => $"A token{At(obtain)}.",
        "basic" => $"User name and password{At(obtain)}.",
        "input" => "Typed in here.",
        "auto_generate" => "Made up by Kiket; nothing to type.",
        _ => $"Comes by way of “{obtain.Type}”{At(obtain)}.",
    };

    public static string Output(string? type) => type switch
    {
        "copyable" => "Text to copy",
        "url" => "Link",
        "code" => "Code",
        "badge" => "Badge",
        "status" => "Status",
        null => "Text",
        _ => type,
    };

    /// <summary>The price as the manifest proposes it.</summary>
    public static string Price(Pricing pricing) => pricing.Model switch
    {
        "free" => "Free",
        "one_time" => $"{Money(pricing.PriceCents)} once",
        "subscription" => $"{Money(pricing.PriceCents)} {Period(pricing.BillingPeriod)}",
        "usage_based" => $"{Money(pricing.PricePerUnitCents ?? pricing.PriceCents)} per {pricing.Unit ?? "unit"}",
        null => pricing.PriceCents is { } cents ? $"{Money(cents)} {Period(pricing.BillingPeriod)}" : "Not said",
        _ => pricing.Model,
    };

    /// <summary><c>## Ready</c> is one; <c>#ops</c> is a name.</summary>
    private static bool IsHeading(string line) => line.StartsWith('#') && line.TrimStart('#').StartsWith(' ');

    private static string At(Obtain obtain) => obtain.Provider is { Length: > 0 } provider ? $" at {provider}" : "";

    private static string Money(long? cents) => cents is { } amount ? new Foundation.Money(amount).ToString() : "An amount not said";

    private static string Period(string? period) => period switch
    {
        null or "monthly" or "month" => "a month",
        "yearly" or "annual" or "annually" or "year" => "a year",
        _ => period,
    };
}
