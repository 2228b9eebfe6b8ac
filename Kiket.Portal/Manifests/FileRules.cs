using Kiket.Portal.Findings;

namespace Kiket.Portal.Manifests;

/// <summary>The file itself and its YAML: M1xx.</summary>
public static class FileRules
{
    public static readonly FindingRule Empty = new("M101", FindingLevel.Error,
        "The manifest is not empty",
        "An empty manifest says nothing about the extension.",
        "Write a manifest that starts with model_version: \"1.0\" and extension:.");

    public static readonly FindingRule TooLarge = new("M102", FindingLevel.Error,
        "The manifest is at most 64 KiB",
        "The largest real manifest has 20 KiB; a bound keeps checking fast for everybody.",
        "Move long texts, such as templates and guides, into files below docs/.");

    public static readonly FindingRule NotUtf8 = new("M103", FindingLevel.Error,
        "The manifest is UTF-8",
        "Other encodings turn into unreadable characters on the listing.",
        "Save the file as UTF-8.");

    public static readonly FindingRule Utf16 = new("M104", FindingLevel.Warning,
        "The manifest is not UTF-16",
        "GitHub and many tools show UTF-16 as a binary file without differences.",
        "Save the file as UTF-8.");

    public static readonly FindingRule ControlCharacter = new("M105", FindingLevel.Error,
        "The manifest holds no NUL or other control characters",
        "Such a file is not text, or hides something from its reader.",
        "Remove the character, or save the file anew as UTF-8 text.");

    public static readonly FindingRule Syntax = new("M106", FindingLevel.Error,
        "The manifest is YAML",
        "What cannot be parsed cannot be checked.",
        "Mend the YAML at the marked place; often a colon, a quote or the indentation is missing there or on the line above.");

    public static readonly FindingRule TabIndent = new("M107", FindingLevel.Error,
        "Indentation is made of spaces",
        "YAML does not allow tabs there, and the command-line client stops at them.",
        "Replace the tab by two spaces for each level.");

    public static readonly FindingRule TooDeep = new("M108", FindingLevel.Error,
        "Values are nested at most 32 levels deep",
        "Real manifests need 9; deep nesting is used to exhaust a parser.",
        "Flatten the value.");

    public static readonly FindingRule TooMuch = new("M109", FindingLevel.Error,
        "The manifest holds at most 10,000 YAML items",
        "Real manifests have some 1,500; a bound keeps checking fast for everybody.",
        "Shorten lists, or move long data into files of its own.");

    public static readonly FindingRule Anchor = new("M110", FindingLevel.Error,
        "The manifest uses no anchors, aliases or merge keys",
        "They can blow a small file up to gigabytes, and the command-line client refuses them.",
        "Write the value out where it is used.");

    public static readonly FindingRule Tag = new("M111", FindingLevel.Error,
        "The manifest uses no YAML tags",
        "Tags ask a parser to build other things than text, numbers, lists and maps.",
        "Remove the tag; put the value in quotes if it must stay text.");

    public static readonly FindingRule SecondDocument = new("M112", FindingLevel.Error,
        "The manifest is one YAML document",
        "Everything after the first document is ignored by the platform.",
        "Remove the line --- and what follows it, or merge it into the first document.");

    public static readonly FindingRule RootNotMap = new("M113", FindingLevel.Error,
        "The manifest is a map at its root",
        "Its first lines are model_version: and extension:.",
        "Start the file with model_version: \"1.0\" and extension:.");

    public static readonly FindingRule UnsupportedLayout = new("M114", FindingLevel.Error,
        "The layout is model_version \"1.0\" with an extension map",
        "Several older and newer layouts exist; the marketplace reads this one.",
        "Write model_version: \"1.0\", and put every field below extension:, with delivery as a word and the address in callback.url.");

    public static readonly FindingRule NoExtension = new("M115", FindingLevel.Error,
        "There is an extension map",
        "Everything the marketplace reads stands below extension:.",
        "Add extension: and put id, name, version and delivery below it.");

    public static readonly FindingRule DuplicateKey = new("M116", FindingLevel.Warning,
        "No key is there twice",
        "YAML readers keep the last one silently, so half of what was written does not count.",
        "Keep one of them.");

    public static readonly FindingRule UnknownField = new("M117", FindingLevel.Info,
        "Every field is known",
        "Unknown fields are kept and shown, and do nothing. Often they are a misspelling.",
        "Check the spelling, or leave it if another tool reads it.");

    public static readonly FindingRule NeedsQuotes = new("M118", FindingLevel.Warning,
        "Text that looks like a number or a date stands in quotes",
        "YAML turns 1.0, 2026 and yes into other things than text, and the command-line client stops at some of them.",
        "Put the value in quotes.");

    public static readonly FindingRule WrongKind = new("M119", FindingLevel.Error,
        "A value is of the kind its field needs",
        "A list where a word belongs cannot be understood.",
        "Write the kind of value that the field takes.");

    public static readonly FindingRule QuotedValue = new("M120", FindingLevel.Warning,
        "Numbers and true or false are not quoted",
        "The command-line client stops at a quoted timeout.",
        "Remove the quotes.");

    public static readonly FindingRule HiddenCharacter = new("M121", FindingLevel.Warning,
        "No invisible or direction-changing characters",
        "They make text read differently from what it is.",
        "Remove the character.");

    public static readonly FindingRule Misplaced = new("M122", FindingLevel.Warning,
        "Fields of the extension stand below extension:",
        "At the root they are not read.",
        "Move the field below extension:.");

    public static readonly FindingRule TooManyFindings = new("M123", FindingLevel.Info,
        "Findings are listed up to a bound",
        "After hundreds of findings the first ones are the ones to mend.",
        "Mend the findings above and check again.");

    public static readonly FindingRule Unreadable = new("M124", FindingLevel.Error,
        "The manifest can be read",
        "Something in it could not be understood at all.",
        "Compare the file with the documented example.");

    public static readonly FindingRule ManifestMissing = new("M125", FindingLevel.Error,
        "There is a manifest at .kiket/manifest.yaml",
        "Without it the repository holds no extension.",
        "Add .kiket/manifest.yaml.");

    public static readonly FindingRule OtherName = new("M126", FindingLevel.Warning,
        "The manifest is called .kiket/manifest.yaml",
        "Only that name is read; a file beside it with another name does nothing.",
        "Rename it to .kiket/manifest.yaml, or remove it.");

    /// <summary>In the order of their ids.</summary>
    public static IReadOnlyList<FindingRule> All { get; } =
    [
        Empty, TooLarge, NotUtf8, Utf16, ControlCharacter, Syntax,
        TabIndent, TooDeep, TooMuch, Anchor, Tag, SecondDocument,
        RootNotMap, UnsupportedLayout, NoExtension, DuplicateKey, UnknownField, NeedsQuotes,
        WrongKind, QuotedValue, HiddenCharacter, Misplaced, TooManyFindings, Unreadable,
        ManifestMissing, OtherName,
    ];
}
