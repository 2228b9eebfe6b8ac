namespace Kiket.Portal.Nodes;

/// <summary>
/// A message from one node to the others: the node, the signal and the key. Sent as <c>node:signal:key</c>.
/// </summary>
internal sealed record NodeMessage(string Node, string Signal, string Key)
{
    /// <summary>Stands for all signals: some may have been lost, so anything may have changed.</summary>
    public const string Anything = "*";

    /// <summary>PostgreSQL's limit is 8,000 bytes. Keys are ids and names of queues.</summary>
    private const int MaxLength = 1000;

    /// <summary>Null for a text that no node of this version sends.</summary>
    public static NodeMessage? Read(string text) => text.Split(':', 3) is [var node, var signal, var key] ? new(node, signal, key) : null;

    public override string ToString()
    {
        var text = $"{Node}:{Signal}:{Key}";
        return text.Length <= MaxLength ? text : $"{Node}:{Anything}:";
    }
}
