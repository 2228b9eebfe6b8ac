using Markdig.Parsers;
using Markdig.Parsers.Inlines;
using Markdig.Syntax.Inlines;

namespace Kiket.Portal.Documentation;

/// <summary>
/// Pairs the stars, underscores and tildes of a text as GitHub does. Markdig applies CommonMark's rule of three to what is left
/// of a run after a match; GitHub, as the specification says, to the run as it is written: <c>a***b* c*</c> is emphasis twice.
/// </summary>
internal sealed class GitHubEmphasis : EmphasisInlineParser, IPostInlineProcessor
{
    bool IPostInlineProcessor.PostProcess(InlineProcessor state, Inline? root, Inline? lastChild, int postInlineProcessorIndex, bool isFinalProcessing)
    {
        if (root is ContainerInline container)
        {
            Pair(Runs(container, lastChild));
        }

        return true;
    }

    private static List<Run> Runs(ContainerInline root, Inline? end)
    {
        var runs = new List<Run>();
        if (root is EmphasisDelimiterInline first)
        {
            runs.Add(new Run(first));
        }

        // What follows a delimiter is parsed into it, so that the way goes down and not only along.
        for (var inline = root.FirstChild; inline is not null && inline != end;)
        {
            if (inline is EmphasisDelimiterInline delimiter)
            {
                runs.Add(new Run(delimiter));
            }

            inline = inline is DelimiterInline into ? into.FirstChild : inline.NextSibling;
        }

        return runs;
    }

    private static void Pair(List<Run> runs)
    {
        var current = 0;
        while (current < runs.Count)
        {
            var closer = runs[current];
            var opener = closer.CanClose ? Opener(runs, current) : -1;
            if (opener >= 0)
            {
                current = Match(runs, opener, current);
            }
            else if (closer.CanClose && !closer.CanOpen)
            {
                Literal(runs, current);
            }
            else
            {
                current++;
            }
        }

        while (runs.Count > 0)
        {
            Literal(runs, runs.Count - 1);
        }
    }

    private static int Opener(List<Run> runs, int closer)
    {
        var opener = closer - 1;
        while (opener >= 0 && !runs[opener].Opens(runs[closer]))
        {
            opener--;
        }

        return opener;
    }

    /// <returns>The run to go on with: the closer while it has something left, otherwise the one after it.</returns>
    private static int Match(List<Run> runs, int from, int to)
    {
        var (opener, closer) = (runs[from].Delimiter, runs[to].Delimiter);
        for (var between = to - 1; between > from; between--)
        {
            Literal(runs, between);
        }

        to = from + 1;
        var emphasis = new EmphasisInline
        {
            DelimiterChar = closer.DelimiterChar,
            DelimiterCount = opener.DelimiterCount >= 2 && closer.DelimiterCount >= 2 ? 2 : 1,
            Line = opener.Line,
            Column = opener.Column,
        };
        emphasis.Span = new(opener.Span.Start, closer.Span.Start + emphasis.DelimiterCount - 1);
        opener.EmbraceChildrenBy(emphasis);
        Shorten(opener, emphasis.DelimiterCount);
        Shorten(closer, emphasis.DelimiterCount);
        if (closer.DelimiterCount == 0)
        {
            closer.MoveChildrenAfter(opener.DelimiterCount > 0 ? emphasis : opener);
            closer.Remove();
            runs.RemoveAt(to);
        }

        if (opener.DelimiterCount == 0)
        {
            if (closer.DelimiterCount > 0)
            {
                // The closing run is still inside the emphasis and holds the text that follows, so move it out.
                closer.Remove();
                emphasis.InsertAfter(closer);
            }

            opener.MoveChildrenAfter(opener);
            opener.Remove();
            runs.RemoveAt(from);
            to = from;
        }

        return to;
    }

    private static void Shorten(EmphasisDelimiterInline delimiter, int count)
    {
        delimiter.DelimiterCount -= count;
        delimiter.Content.Start += count;
        delimiter.Span.Start += count;
        delimiter.Column += count;
    }

    private static void Literal(List<Run> runs, int index)
    {
        var delimiter = runs[index].Delimiter;
        delimiter.ReplaceBy(delimiter.AsLiteralInline());
        runs.RemoveAt(index);
    }

    /// <summary>A run of one character and how long it was before anything in it matched.</summary>
    private sealed record Run(EmphasisDelimiterInline Delimiter)
    {
        private readonly int _written = Delimiter.DelimiterCount;

        public bool CanOpen => Delimiter.Type.HasFlag(DelimiterType.Open);

        public bool CanClose => Delimiter.Type.HasFlag(DelimiterType.Close);

        public bool Opens(Run closer) =>
            CanOpen && Delimiter.DelimiterChar == closer.Delimiter.DelimiterChar && !IsOdd(closer);

        /// <summary>CommonMark, rules 9 and 10 of emphasis.</summary>
        private bool IsOdd(Run closer) => (CanClose || closer.CanOpen)
            && (_written + closer._written) % 3 == 0 && (_written % 3 != 0 || closer._written % 3 != 0);
    }
}
