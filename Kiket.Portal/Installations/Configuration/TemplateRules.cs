using System.Text.RegularExpressions;
using Fluid;
using Fluid.Ast;
using Kiket.Portal.Manifests;

namespace Kiket.Portal.Installations.Configuration;

/// <summary>
/// Whether a customer's Liquid template can be used. It is only parsed here, never run. The parser and the tree are
/// recursive, and a stack that overflows ends the process, so depth is bounded before anything is parsed.
/// </summary>
internal static partial class TemplateRules
{
    /// <summary>Blocks inside blocks, far beyond what a person can follow.</summary>
    public const int MaxDepth = 20;

    /// <summary>Characters of one tag. Operators and filters of a tag nest too.</summary>
    public const int MaxTag = 1000;

    /// <summary>Brackets inside brackets, of one tag.</summary>
    public const int MaxBrackets = 10;

    private const int MaxReason = 200;

    private static readonly FluidParser Parser = new();

    private static readonly HashSet<string> Blocks = new(StringComparer.Ordinal)
    {
        "if", "unless", "for", "case", "tablerow", "capture", "comment", "raw", "ifchanged", "macro",
    };

    /// <summary>A sentence; null when it can be used.</summary>
    public static string? Problem(string text, TemplateSettings? settings)
    {
        if (settings?.Language is { } language && !string.Equals(language, "liquid", StringComparison.OrdinalIgnoreCase))
        {
            return null; // an older language that only the extension itself can read
        }

        if (TooComplex(text) is { } complex)
        {
            return complex;
        }

        if (!Parser.TryParse(text, out var template, out var error))
        {
            return $"the template can't be read. {(error.Length > MaxReason ? error[..MaxReason] + "…" : error)}";
        }

        var used = new UsedNames();
        used.VisitTemplate(template);
        var missing = (settings?.RequiredVariables ?? []).Where(name => !used.Has(name)).ToList();
        return missing.Count > 0 ? $"the template must use {string.Join(", ", missing.Select(name => $"{{{{ {name} }}}}"))}." : null;
    }

    private static string? TooComplex(string text)
    {
        var depth = 0;
        foreach (Match tag in Tag().Matches(text))
        {
            var inside = tag.Groups["inside"].ValueSpan;
            if (inside.Length > MaxTag)
            {
                return $"a tag of the template has more than {MaxTag} characters. Split it with assign.";
            }

            if (Nesting(inside) > MaxBrackets)
            {
                return $"a tag of the template has more than {MaxBrackets} brackets inside each other.";
            }

            var word = tag.Groups["word"].Value;
            depth += Blocks.Contains(word) ? 1 : word.StartsWith("end", StringComparison.Ordinal) ? -1 : 0;
            if (depth > MaxDepth)
            {
                return $"the template has more than {MaxDepth} blocks inside each other.";
            }
        }

        return null;
    }

    private static int Nesting(ReadOnlySpan<char> inside)
    {
        var (depth, most) = (0, 0);
        foreach (var character in inside)
        {
            depth += character is '(' or '[' ? 1 : character is ')' or ']' ? -1 : 0;
            most = Math.Max(most, depth);
        }

        return most;
    }

    /// <summary>From an opening to the next one or the end: a tag that isn't closed counts as a whole.</summary>
    [GeneratedRegex(@"\{[%{]-?\s*(?<inside>(?<word>[a-z]*)(?:(?!\{[%{]|[%}]\}).)*)",
        RegexOptions.ExplicitCapture | RegexOptions.Singleline | RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Tag();

    private sealed class UsedNames : AstVisitor
    {
        private readonly HashSet<string> _names = new(StringComparer.Ordinal);

        /// <summary>The name itself, or something below it.</summary>
        public bool Has(string name) =>
            _names.Contains(name.Trim()) || _names.Any(used => used.StartsWith(name.Trim() + ".", StringComparison.Ordinal));

        protected override Expression VisitMemberExpression(MemberExpression memberExpression)
        {
            var path = memberExpression.Segments
                .Select(segment => segment switch
                {
                    IdentifierSegment identifier => identifier.Identifier,
                    IndexerSegment { Expression: LiteralExpression literal } => literal.Value.ToStringValue(),
                    _ => null,
                })
                .TakeWhile(name => name is not null);
            _names.Add(string.Join('.', path));
            return base.VisitMemberExpression(memberExpression);
        }
    }
}
