namespace Kiket.Portal.Manifests;

/// <summary>
/// What scopes mean to people. <c>issues:read</c>, <c>read:issues</c> and <c>issues.read</c> are the same scope.
/// </summary>
public static class PermissionMeanings
{
    private static readonly HashSet<string> Verbs = new(StringComparer.Ordinal)
    {
        "read", "write", "manage", "delete", "admin", "create", "update", "list", "execute", "send", "all",
    };

    private static readonly Dictionary<string, string> Sentences = new(StringComparer.Ordinal)
    {
        ["issues:read"] = "See issues.",
        ["issues:write"] = "Create, edit and transition issues.",
        ["comments:read"] = "Read comments.",
        ["comments:write"] = "Add comments.",
        ["attachments:read"] = "Read files attached to issues.",
        ["attachments:write"] = "Add files to issues.",
        ["projects:read"] = "See project settings.",
        ["workflows:read"] = "See workflow definitions.",
        ["boards:read"] = "See boards.",
        ["users:read"] = "See names and contact details of members.",
        ["users:write"] = "Change members and their contact details.",
        ["notifications:write"] = "Send notifications.",
        ["custom_data:read"] = "See records in its declared modules.",
        ["custom_data:write"] = "Change records in its declared modules.",
        ["calendars:read"] = "Read calendars.",
        ["capacity:write"] = "Change team capacity.",
        ["analytics:write"] = "Add events to reports.",
        ["oauth:manage"] = "Create, refresh and revoke connected accounts.",
        ["projects"] = "See and change projects and their settings.",
        ["comments"] = "Read and add comments.",
        ["workflows"] = "See and change workflow definitions.",
        ["analytics"] = "Read reports and add events to them.",
        ["admin"] = "Do everything an administrator can do.",
    };

    /// <summary>The questions people ask first, with the resources that they are about.</summary>
    private static readonly (string[] Resources, string? Verb, string Sentence)[] Denials =
    [
        (["issues"], null, "Cannot see or change issues."),
        (["issues"], "write", "Cannot create or change issues."),
        (["issues"], "read", "Cannot see issues."),
        (["comments"], null, "Cannot read or add comments."),
        (["comments"], "read", "Cannot read comments."),
        (["comments"], "write", "Cannot add comments."),
        (["attachments"], null, "Cannot see or add attached files."),
        (["attachments"], "read", "Cannot see attached files."),
        (["attachments"], "write", "Cannot add files to issues."),
        (["users"], null, "Cannot see members' names or contact details."),
        (["projects", "workflows", "boards"], null, "Cannot see projects, workflows or boards."),
        (["calendars", "capacity"], null, "Cannot see calendars or team capacity."),
        (["oauth"], null, "Cannot create, refresh or revoke connected accounts."),
    ];

    /// <summary>Scopes that need two approvals. Operators may use their own list.</summary>
    public static IReadOnlyList<string> DefaultSensitive { get; } = ["admin", "oauth:manage", "users:write"];

    /// <summary>
    /// One spelling for all three: <c>resource:verb</c> in lower case, or a single word. Other text is returned trimmed and in
    /// lower case.
    /// </summary>
    public static string Normalise(string declared)
    {
        var text = declared.Trim().ToLowerInvariant();
        var separator = text.Contains(':', StringComparison.Ordinal) ? ':' : '.';
        var parts = text.Split(separator);
        if (parts.Length != 2 || parts[0].Length == 0 || parts[1].Length == 0)
            return text;
        var (first, second) = (parts[0], parts[1]);
        if (Verbs.Contains(first) && !Verbs.Contains(second))
            return $"{second}:{first}";
        return separator == ':' || Verbs.Contains(second) ? $"{first}:{second}" : text;
    }

    /// <summary>Whether a word says what may be done, such as <c>read</c>.</summary>
    internal static bool IsVerb(string word) => Verbs.Contains(word.Trim().ToLowerInvariant());

    /// <summary>Whether the documentation lists the scope.</summary>
    public static bool IsKnown(string scope) => Sentences.ContainsKey(Normalise(scope));

    /// <summary>One plain sentence on what the scope allows, in any spelling; never null.</summary>
    public static string Meaning(string scope)
    {
        var normal = Normalise(scope);
        if (Sentences.TryGetValue(normal, out var sentence))
            return sentence;
        var colon = normal.IndexOf(':', StringComparison.Ordinal);
        if (colon <= 0)
            return $"Use “{Readable(normal)}”, a permission without a description.";
        var (resource, verb) = (Readable(normal[..colon]), normal[(colon + 1)..]);
        return verb switch
        {
            "read" or "list" => $"See {resource}.",
            "write" or "create" or "update" => $"Create and change {resource}.",
            "delete" => $"Delete {resource}.",
            "manage" or "admin" or "all" => $"See, change and delete {resource}.",
            _ => $"Use “{Readable(verb)}” on {resource}.",
        };
    }

    /// <summary>What reviewers look at when an extension requests a scope, to help publishers write a convincing reason.</summary>
    public static string LookedAt(string scope)
    {
        var normal = Normalise(scope);
        if (IsSensitive(normal))
        {
            return "Reviewers ask why a smaller permission isn't enough, who can trigger it, and what is recorded. Two reviewers decide.";
        }

        var colon = normal.IndexOf(':', StringComparison.Ordinal);
        var (resource, verb) = colon <= 0 ? (normal, "") : (normal[..colon], normal[(colon + 1)..]);
        return (resource, verb) switch
        {
            ("users", _) => "Reviewers look at which personal data is read, where it goes, and how long it is stored.",
            ("attachments", _) => "Reviewers look at which files are touched and whether they leave Kiket.",
            ("custom_data", _) => "Reviewers look at whether only the declared modules are touched.",
            ("notifications", _) => "Reviewers look at who is notified, how often, and how to turn it off.",
            (_, "read" or "list") => "Reviewers look for the feature that shows or uses this data, and whether less data would be enough.",
            (_, "") => "Reviewers ask why both reading and changing are needed. A scope with a verb is easier to justify.",
            _ => "Reviewers look at what is changed, when, and whether a person started it.",
        };
    }

    /// <summary>
    /// Whether the scope is on the list, in any spelling, or is wider than one that is: <c>users:manage</c> or <c>users</c>
    /// allow everything that <c>users:write</c> does. If the list has <c>admin</c>, <c>admin</c> on any resource matches.
    /// </summary>
    public static bool IsSensitive(string scope, IEnumerable<string>? sensitive = null)
    {
        var normal = Normalise(scope);
        return (sensitive ?? DefaultSensitive).Any(listed => Covers(normal, Normalise(listed)));
    }

    private static bool Covers(string scope, string listed)
    {
        if (scope == listed)
            return true;
        var (resource, verb) = Parts(scope);
        var (listedResource, listedVerb) = Parts(listed);
        if (listed == "admin")
            return resource is "admin" or "*" || verb == "admin";
        if (resource != listedResource)
            return false;
        return verb is null or "manage" or "admin" or "all" or "*" || (listedVerb == "write" && verb is ("create" or "update" or "delete"));
    }

    private static (string Resource, string? Verb) Parts(string scope) =>
        scope.IndexOf(':', StringComparison.Ordinal) is var colon and > 0 ? (scope[..colon], scope[(colon + 1)..]) : (scope, null);

    /// <summary>For a listing: what the extension doesn't request, in plain sentences.</summary>
    public static IReadOnlyList<string> NotAsked(IEnumerable<string> scopes)
    {
        var asked = scopes.Select(Normalise).ToHashSet(StringComparer.Ordinal);
        if (asked.Any(scope => IsSensitive(scope, ["admin"])))
            return [];
        var sentences = new List<string>();
        foreach (var (resources, verb, sentence) in Denials)
        {
            var touching = asked.Where(scope => resources.Contains(Resource(scope), StringComparer.Ordinal)).ToList();
            // Reading and adding are separate requests. Every other verb, and none, may include either.
            var other = verb == "read" ? ":write" : ":read";
            if (verb is null ? touching.Count == 0 : touching.Count > 0 && touching.All(scope => scope.EndsWith(other, StringComparison.Ordinal)))
                sentences.Add(sentence);
        }

        sentences.Add("Cannot act as an administrator.");
        return sentences;
    }

    private static string Resource(string scope) => scope.Split(':')[0];

    private static string Readable(string word)
    {
        var text = word.Length > 60 ? word[..60] + "…" : word;
        return text.Replace('_', ' ');
    }
}
