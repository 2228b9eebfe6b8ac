namespace Kiket.Portal.Nodes;

/// <summary>What one node sends to the others: who it is, which signal, which key. As text <c>node:signal:key</c>.</summary>
internal sealed record NodeMessage(string Node, string Signal, string Key)
{
    /// <summary>The signal that stands for all of them: some may have been lost, so anything may have changed.</summary>
    public const string Anything = "*";

    /// <summary>PostgreSQL takes less than 8000 bytes; keys are ids and names of queues.</summary>
    private const int MaxLength = 1000;

    /// <summary>Null for a text that no node of this version sends.</summary>
    public static NodeMessage? Read(string text) => text.Split(':', 3) is [var node, var signal, var key] ? new(node, signal, key) : null;

    public override string ToString()
    {
        var text = $"{Node}:{Signal}:{Key}";
        return text.Length <= MaxLength ? text : $"{Node}:{Anything}:";
    }
}
