"""The five tools, defined once and served to the chat, the board, the terminal and any MCP client."""
