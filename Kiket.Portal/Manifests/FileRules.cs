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
        "The largest real manifest has 20 KiB, and a limit makes checks fast for everyone.",
        "Move long texts, such as templates and guides, into files below docs/.");

    public static readonly FindingRule NotUtf8 = new("M103", FindingLevel.Error,
        "The manifest is UTF-8",
        "Other encodings turn into unreadable characters on the listing.",
        "Save the file as UTF-8.");

    public static readonly FindingRule Utf16 = new("M104", FindingLevel.Warning,
        "The manifest is not UTF-16",
        "GitHub and many tools treat UTF-16 as a binary file and show no changes.",
        "Save the file as UTF-8.");

    public static readonly FindingRule ControlCharacter = new("M105", FindingLevel.Error,
        "The manifest has no NUL or other control characters",
        "Such a file isn't text, or hides something from its readers.",
        "Remove the character, or save the file as UTF-8 text.");

    public static readonly FindingRule Syntax = new("M106", FindingLevel.Error,
        "The manifest is YAML",
        "A file that can't be parsed can't be checked.",
        "Fix the YAML at the marked place. Often a colon, a quote or indentation is missing there or on the line above.");

    public static readonly FindingRule TabIndent = new("M107", FindingLevel.Error,
        "Indentation uses spaces",
        "YAML doesn't allow tabs there, and the command-line client fails on them.",
        "Replace the tab with two spaces for each level.");

    public static readonly FindingRule TooDeep = new("M108", FindingLevel.Error,
        "Values are nested at most 32 levels deep",
        "Real manifests need 9 levels. Deep nesting can overload a parser.",
        "Flatten the value.");

    public static readonly FindingRule TooMuch = new("M109", FindingLevel.Error,
        "The manifest has at most 10,000 YAML items",
        "Real manifests have up to 1,500, and a limit makes checks fast for everyone.",
        "Shorten lists, or move long data into separate files.");

    public static readonly FindingRule Anchor = new("M110", FindingLevel.Error,
        "The manifest uses no anchors, aliases or merge keys",
        "They can expand a small file to gigabytes, and the command-line client rejects them.",
        "Repeat the value where it is used.");

    public static readonly FindingRule Tag = new("M111", FindingLevel.Error,
        "The manifest uses no YAML tags",
        "Tags make a parser build things other than text, numbers, lists and maps.",
        "Remove the tag; put the value in quotes if it must stay text.");

    public static readonly FindingRule SecondDocument = new("M112", FindingLevel.Error,
        "The manifest is one YAML document",
        "The platform ignores everything after the first document.",
        "Remove the --- line and everything after it, or merge it into the first document.");

    public static readonly FindingRule RootNotMap = new("M113", FindingLevel.Error,
        "The manifest is a map at its root",
        "Its first lines are model_version: and extension:.",
        "Start the file with model_version: \"1.0\" and extension:.");

    public static readonly FindingRule UnsupportedLayout = new("M114", FindingLevel.Error,
        "The layout is model_version \"1.0\" with an extension map",
        "There are several older and newer layouts. The marketplace only reads this one.",
        "Write model_version: \"1.0\", and put every field below extension:, with delivery as a single word and the address in callback.url.");

    public static readonly FindingRule NoExtension = new("M115", FindingLevel.Error,
        "There is an extension map",
        "Everything that the marketplace reads is below extension:.",
        "Add extension: and put id, name, version and delivery below it.");

    public static readonly FindingRule DuplicateKey = new("M116", FindingLevel.Warning,
        "No key appears twice",
        "YAML readers silently use the last one and ignore the others.",
        "Remove all but one.");

    public static readonly FindingRule UnknownField = new("M117", FindingLevel.Info,
        "Every field is known",
        "Unknown fields are shown but have no effect. Often they are misspelled.",
        "Check the spelling, or leave it if another tool reads it.");

    public static readonly FindingRule NeedsQuotes = new("M118", FindingLevel.Warning,
        "Text that looks like a number or a date is in quotes",
        "YAML doesn't read 1.0, 2026 and yes as text, and the command-line client fails on some of them.",
        "Put the value in quotes.");

    public static readonly FindingRule WrongKind = new("M119", FindingLevel.Error,
        "A value has the type that its field needs",
        "A list in place of a single word, for example, can't be read.",
        "Write a value of the type that the field needs.");

    public static readonly FindingRule QuotedValue = new("M120", FindingLevel.Warning,
        "Numbers, true and false aren't in quotes",
        "The command-line client fails on a quoted timeout.",
        "Remove the quotes.");

    public static readonly FindingRule HiddenCharacter = new("M121", FindingLevel.Warning,
        "No invisible or direction-changing characters",
        "They make text look different from what it is.",
        "Remove the character.");

    public static readonly FindingRule Misplaced = new("M122", FindingLevel.Warning,
        "Fields of the extension are below extension:",
        "The marketplace doesn't read them at the root.",
        "Move the field below extension:.");

    public static readonly FindingRule TooManyFindings = new("M123", FindingLevel.Info,
        "The list of findings has a limit",
        "With hundreds of findings, start with the first ones.",
        "Fix the findings above and check again.");

    public static readonly FindingRule Unreadable = new("M124", FindingLevel.Error,
        "The manifest can be read",
        "Something in it can't be read at all.",
        "Compare the file with the example in the documentation.");

    public static readonly FindingRule ManifestMissing = new("M125", FindingLevel.Error,
        "There is a manifest at .kiket/manifest.yaml",
        "Without it, the repository has no extension.",
        "Add .kiket/manifest.yaml.");

    public static readonly FindingRule OtherName = new("M126", FindingLevel.Warning,
        "The manifest's name is .kiket/manifest.yaml",
        "Only this file is read. A file with another name beside it has no effect.",
        "Rename it to .kiket/manifest.yaml, or remove it.");

    public static readonly FindingRule TwoReadings = new("M127", FindingLevel.Warning,
        "Numbers and flags read alike everywhere",
        "YAML 1.1 and YAML 1.2 differ: 0100 is 64 or 100, 1:40 is 100 or text, and yes is true or text.",
        "Write a plain decimal number, or true or false; put text in quotes.");

    public static readonly FindingRule SwallowedText = new("M128", FindingLevel.Info,
        "Text isn't cut off by a comment",
        "Everything after a space and a # is a comment, also when it was meant as text.",
        "Put the whole value in quotes if the # belongs to it, or write a space after the # of a comment.");

    public static readonly FindingRule OddSpace = new("M129", FindingLevel.Error,
        "Spaces are ordinary spaces",
        "A no-break space looks like a space, but YAML takes it for a letter.",
        "Replace it with an ordinary space. It often comes from a web page or a word processor.");

    /// <summary>In id order.</summary>
    public static IReadOnlyList<FindingRule> All { get; } =
    [
        Empty, TooLarge, NotUtf8, Utf16, ControlCharacter, Syntax,
        TabIndent, TooDeep, TooMuch, Anchor, Tag, SecondDocument,
        RootNotMap, UnsupportedLayout, NoExtension, DuplicateKey, UnknownField, NeedsQuotes,
        WrongKind, QuotedValue, HiddenCharacter, Misplaced, TooManyFindings, Unreadable,
        ManifestMissing, OtherName, TwoReadings, SwallowedText, OddSpace,
    ];
}
