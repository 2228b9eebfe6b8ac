using System.Globalization;
using Kiket.Portal.Manifests;

namespace Kiket.Portal.Components.Manifests;

/// <summary>Readable labels for the values of a manifest. Unknown values are returned unchanged.</summary>
internal static class ManifestLabels
{
    private static readonly Dictionary<string, string> Events = new(StringComparer.Ordinal)
    {
        ["issue.created"] = "An issue is created",
        ["issue.updated"] = "An issue is changed",
        ["issue.transitioned"] = "An issue moves to another status",
        ["issue.assigned"] = "An issue is assigned",
        ["issue.commented"] = "Someone comments on an issue",
        ["workflow.before_transition"] = "Before an issue moves to another status",
        ["workflow.after_transition"] = "After an issue moves to another status",
        ["workflow.sla_breach"] = "A service level is missed",
        ["workflow.sla_status"] = "The status of a service level changes",
        ["workflow.issue.transitioned"] = "An issue moves to another status",
        ["workflow.approval.requested"] = "An approval is requested",
        ["workflow.approval.resolved"] = "An approval is granted or refused",
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
        ["textarea"] = "Multi-line text",
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
        ["select"] = "One of several options",
        ["multiselect"] = "Several options",
        ["project"] = "A project",
        ["issue_type"] = "An issue type",
        ["workflow_status"] = "A workflow status",
        ["board"] = "A board",
        ["priority"] = "A priority",
        ["user"] = "A member",
    };

    /// <summary>A sentence about the event; null for an unknown event.</summary>
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

    /// <summary>A readable default: <c>"true"</c> of a switch becomes yes.</summary>
    public static string? Default(string? type, string? value) => (type, value?.ToLowerInvariant()) switch
    {
        ("boolean" or "checkbox", "true" or "yes" or "on" or "1") => "yes",
        ("boolean" or "checkbox", "false" or "no" or "off" or "0") => "no",
        _ => value,
    };

    public static string Duration(int milliseconds) => milliseconds % 1000 == 0 || milliseconds > 10_000
        ? string.Create(CultureInfo.InvariantCulture, $"{milliseconds / 1000m:0.#} s")
        : string.Create(CultureInfo.InvariantCulture, $"{milliseconds} ms");

    /// <summary>For example <c>retried up to 3 times if it fails</c>.</summary>
    public static string Retries(int retries) => retries switch
    {
        <= 0 => "not retried",
        1 => "retried once if it fails",
        _ => string.Create(CultureInfo.InvariantCulture, $"retried up to {retries} times if it fails"),
    };

    public static string Delivery(string? delivery) => delivery switch
    {
        "http" => "Kiket calls the publisher's own endpoint",
        "internal" => "Runs inside Kiket, without calls to other systems",
        null => "Not specified",
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

    /// <summary>What can be done with records, such as <c>see and change</c>.</summary>
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

    /// <summary>Markdown as plain text, without heading and bold markers.</summary>
    public static string WithoutMarks(string markdown) =>
        string.Join('\n',
            markdown.Split('\n').Select(line => (IsHeading(line) ? line.TrimStart('#').TrimStart() : line).Replace("**", "", StringComparison.Ordinal)));

    /// <summary>A readable version range: <c>&gt;=1.42.0</c> becomes "1.42.0 or later". More complex ranges stay unchanged.</summary>
    public static string Range(string range)
    {
        var text = range.Trim();
        return text.StartsWith(">=", StringComparison.Ordinal) && !text[2..].Trim().AsSpan().ContainsAny(" <>=|,^~*") ? text[2..].Trim() + " or later" : text;
    }

    /// <summary>Where a secret comes from.</summary>
    public static string? Obtain(Obtain? obtain) => obtain?.Type switch
    {
        null => null,
        "oauth2" => $"You get it by signing in{At(obtain)}. No input is needed.",
        "oauth2_client_credentials" => $"Comes from the registered application{At(obtain)}. No input is needed.",
        "api_key" => $"An API key{At(obtain)}.",
        "token" => $"A token{At(obtain)}.",
        "basic" => $"User name and password{At(obtain)}.",
        "input" => "Enter it here.",
        "auto_generate" => "Kiket generates it. No input is needed.",
        _ => $"Comes from “{obtain.Type}”{At(obtain)}.",
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

    /// <summary>The price that the manifest proposes.</summary>
    public static string Price(Pricing pricing) => pricing.Model switch
    {
        "free" => "Free",
        "one_time" => $"{Money(pricing.PriceCents)} once",
        "subscription" => $"{Money(pricing.PriceCents)} {Period(pricing.BillingPeriod)}",
        "usage_based" => $"{Money(pricing.PricePerUnitCents ?? pricing.PriceCents)} per {pricing.Unit ?? "unit"}",
        null => pricing.PriceCents is { } cents ? $"{Money(cents)} {Period(pricing.BillingPeriod)}" : "Not specified",
        _ => pricing.Model,
    };

    /// <summary><c>## Ready</c> is one; <c>#ops</c> is a name.</summary>
    private static bool IsHeading(string line) => line.StartsWith('#') && line.TrimStart('#').StartsWith(' ');

    private static string At(Obtain obtain) => obtain.Provider is { Length: > 0 } provider ? $" at {provider}" : "";

    private static string Money(long? cents) => cents is { } amount ? new Foundation.Money(amount).ToString() : "An unspecified amount";

    private static string Period(string? period) => period switch
    {
        null or "monthly" or "month" => "per month",
        "yearly" or "annual" or "annually" or "year" => "per year",
        _ => period,
    };
}
